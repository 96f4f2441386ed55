// @ts-check
/** The chosen songs as a playlist that any player opens (.m3u8): a group of the map, or what was drawn around. */

import { need } from "./dom.js";
import { columnField, readField } from "./fields.js";
import { pathOf } from "./paths.js";
import { commonFolder } from "./playlist_entries.js";
import { playlistWords } from "./playlist_words.js";
import { problemWords } from "./problem_words.js";
import { songView } from "./rows.js";
import { saveFile } from "./save_files.js";
import { asProblem } from "./thrown.js";
import { words } from "./words.js";
import { oneLine } from "./writing.js";

/** @typedef {import("./types.js").Run} Run */
/** @typedef {import("./types.js").Track} Track */

/** Letters of a file's name. */
const LONGEST_NAME = 40;

/**
 * @param {import("./songscape.js").Songscape} engine
 * @param {object} page
 * @param {import("./selection.js").Selection} page.selection
 * @param {() => Run | null} page.run the run that is shown
 * @param {() => string} page.labelColumn
 * @param {(text: string) => void} page.say
 */
export function startPlaylistFile(engine, { selection, run, labelColumn, say }) {
  const button = need("chosen-playlist", HTMLButtonElement);
  const where = need("playlist-said", HTMLElement);
  const show = () => {
    button.disabled = selection.size === 0;
    where.textContent = "";
  };
  selection.addEventListener("change", show);
  show();
  button.addEventListener("click", () => {
    const { tracks } = selection;
    const name = playlistName(tracks, run(), labelColumn());
    try {
      const { file, left_out: leftOut } = engine.playlistFile(name, tracks);
      if (leftOut === tracks.length) {
        say(playlistWords.none);
        return;
      }
      const called = playlistFileName(name);
      saveFile(file, called);
      say(playlistWords.saved(called, tracks.length - leftOut, leftOut));
      where.textContent = playlistWords.where(foldersOf(tracks));
    } catch (thrown) {
      const { sentence, cure } = problemWords(asProblem(thrown));
      say(`${sentence} ${cure}`.trim());
    }
  });
}

/**
 * What songs are called together: their group, if they are a whole one; or the label they share.
 * @param {Track[]} tracks
 * @param {Run | null} run
 * @param {string} column of labels
 */
export function playlistName(tracks, run, column) {
  const { run: map, places } = run ? songView(run) : { run: null, places: null };
  const labels = new Set(tracks.map(({ id }) => map?.clusters[places?.get(id) ?? -1]));
  const [label] = labels;
  if (map && labels.size === 1 && label !== undefined && map.clusters.filter((other) => other === label).length === tracks.length) return words.group(label);
  const values = new Set(tracks.map((track) => readField(track, columnField(column)).trim()));
  const [value] = values;
  return values.size === 1 && value ? oneLine(value, LONGEST_NAME) : playlistWords.chosen;
}

/** A name that every system takes: letters and figures of any script. @param {string} name */
export function playlistFileName(name) {
  const plain = oneLine(name.normalize("NFC").replace(/[^\p{L}\p{M}\p{N}]+/gu, " ").trim(), LONGEST_NAME).replace(/…$/, "");
  return `songscape-${plain.toLowerCase().replaceAll(" ", "-") || "playlist"}.m3u8`;
}

/** The folders, as far as known, that a player must find the songs in. @param {Track[]} tracks @returns {string[]} */
function foldersOf(tracks) {
  const common = commonFolder(tracks);
  if (common !== "") return [common];
  return [...new Set(tracks.flatMap(({ file }) => (file && pathOf(file).includes("/") ? [pathOf(file).split("/", 1)[0] ?? ""] : [])))];
}
