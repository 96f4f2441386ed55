// @ts-check
/** What a playlist file says of songs: where they lie, what they are called, how long they are as far as that is known. */

import { pathOf } from "./paths.js";

/** @typedef {import("./types.js").Track} Track */
/** @typedef {{path: string, title: string, artist: string, seconds: number | null}} Entry   `path` is empty for a song without a file */

/** Seconds: who was heard for so much less than there was time was heard to the end. */
const SURELY = 1;

/** What says that more of a song may be there than was heard. */
const NOT_WHOLE = ["heard_less", "damaged_part", "first_stream_only"];

/**
 * The folder that all of the songs lie in, however deep; empty where they came as single files or from several folders.
 * @param {Track[]} tracks
 */
export function commonFolder(tracks) {
  const folders = new Set(tracks.flatMap(({ file }) => (file ? [folderAndRest(pathOf(file))[0]] : [])));
  return folders.size === 1 ? [...folders][0] ?? "" : "";
}

/**
 * @param {Track[]} tracks
 * @param {number} heard  seconds that were heard of each song at most
 * @returns {Entry[]} paths begin in the songs' common folder
 */
export function playlistEntries(tracks, heard) {
  const common = commonFolder(tracks);
  return tracks.map(({ file, name, title, artist, seconds = Infinity, notices }) => {
    const path = file ? pathOf(file) : "";
    const whole = seconds < heard - SURELY && !notices.some(({ code }) => NOT_WHOLE.includes(code));
    return { path: common === "" ? path : folderAndRest(path)[1], title: title || name, artist, seconds: whole ? seconds : null };
  });
}

/** @param {string} path @returns {[folder: string, rest: string]} its first folder, and the way from there */
function folderAndRest(path) {
  const end = path.indexOf("/");
  return end < 0 ? ["", path] : [path.slice(0, end), path.slice(end + 1)];
}
