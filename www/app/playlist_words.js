// @ts-check
/** The words of playlist files. */

import { count, songs } from "./words.js";
import { oneLine } from "./writing.js";

export const playlistWords = {
  chosen: "Chosen songs",
  chooseGroup: (/** @type {string} */ group) => `Choose the songs of: ${group}`,
  none: "None of these songs came with its sound, so there is nothing to put into a playlist.",
  saved: (/** @type {string} */ file, /** @type {number} */ held, /** @type {number} */ leftOut) =>
    `Saved ${file} with ${songs(held)}.${leftOut === 0 ? "" : ` ${count(leftOut, "song is", "songs are")} left out: no sound came with ${leftOut === 1 ? "it" : "them"}.`}`,
  /** Where a playlist must lie; by the folders its paths begin in. */
  where: (/** @type {string[]} */ folders) => {
    if (folders.length === 0) return "The playlist names the files of the songs: put it into the folder where they lie, and any player finds them.";
    if (folders.length === 1) return `The playlist names the files of the songs: put it into the folder “${oneLine(folders[0] ?? "", 40)}”, and any player finds them.`;
    return "The playlist names the files of the songs: put it beside the folders they came from, and any player finds them.";
  },
};
