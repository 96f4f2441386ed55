// @ts-check
/** Where a file lay when it was dropped: a File of a dropped folder does not say so itself. */

/** @type {WeakMap<File, string>} */
const paths = new WeakMap();

/** @param {File} file @param {string} path  "/songs/waltz/01.mp3" */
export function rememberPath(file, path) {
  paths.set(file, path);
}

/** The path as far as it is known, at least the name. @param {File} file */
export function pathOf(file) {
  return (paths.get(file) || file.webkitRelativePath || file.name).replace(/^\/+/, "");
}

/** The folder the file lay in, or "". @param {File} file */
export function folderOf(file) {
  return pathOf(file).split("/").at(-2) ?? "";
}

/** @param {string} name  "a/b/Song.final.mp3" → "Song.final" */
export function stem(name) {
  const last = name.split(/[/\\]/).pop() ?? name;
  const dot = last.lastIndexOf(".");
  return dot > 0 ? last.slice(0, dot) : last;
}

/** Id of a clip: its song, and which of its clips it is (src/library/join.rs). */
export const CLIP = /^(.+)_clip(\d+)$/s;

/** The song a row of a run or table is about: "waltz_01_clip3" → "waltz_01". @param {string} id */
export const songOf = (id) => CLIP.exec(id)?.[1] ?? id;
