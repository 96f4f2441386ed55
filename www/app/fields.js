// @ts-check
/** What of a song a visitor can correct: its title, its artist, its lyrics, and every column. */

/** @typedef {import("./types.js").Track} Track */
/** @typedef {{title?: string, artist?: string, lyrics?: string, columns?: Record<string, string>}} Change */
/** @typedef {"title" | "artist" | "lyrics" | `column:${string}`} Field */

const COLUMN = "column:";
/** Names that a list of songs keeps for itself (src/library/manifest.rs), or that JavaScript does. */
const TAKEN = new Set(["id", "song_id", "audio_path", "title", "artist", "lyrics", "lyrics_clean", "cleaned_lyrics", "__proto__"]);
/** So long may a column's name be, in characters: in any script it then fits into the setting `label_col` (200 bytes). */
export const LONGEST_NAME = 60;

/** @param {string} name @returns {Field} */
export const columnField = (name) => `${COLUMN}${name}`;

/** @param {Field} field @returns {string | null} the column's name; null for title, artist and lyrics */
export const columnOf = (field) => (field.startsWith(COLUMN) ? field.slice(COLUMN.length) : null);

/** @param {Track} track @param {Field} field */
export function readField(track, field) {
  const column = columnOf(field);
  if (column !== null) return Object.hasOwn(track.columns, column) ? track.columns[column] ?? "" : "";
  return (field === "title" ? track.title : field === "artist" ? track.artist : track.lyrics) ?? "";
}

/** @param {Field} field @param {string} value @returns {Change} */
export function changeOf(field, value) {
  const column = columnOf(field);
  return column === null ? { [field]: value } : { columns: { [column]: value } };
}

/** @param {Change} change @returns {Field[]} what it touches */
export function fieldsOf({ columns = {}, ...others }) {
  return [.../** @type {Field[]} */ (Object.keys(others)), ...Object.keys(columns).map(columnField)];
}

/**
 * Why a column cannot have this name.
 * @param {string} name
 * @returns {"empty" | "taken" | "long" | null}
 */
export function nameFault(name) {
  const plain = name.trim();
  if (plain === "") return "empty";
  if (TAKEN.has(plain.toLowerCase())) return "taken";
  return [...plain].length > LONGEST_NAME ? "long" : null;
}

/**
 * The different values of a field, the most frequent first.
 * @param {Iterable<Track>} tracks
 * @param {Field} field
 * @param {number} [most]
 * @returns {string[]}
 */
export function valuesOf(tracks, field, most = 200) {
  /** @type {Map<string, number>} */
  const counts = new Map();
  for (const track of tracks) {
    const value = readField(track, field);
    if (value.trim() !== "" && value.length <= 200) counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  return [...counts].sort(([one, often], [other, seldom]) => seldom - often || one.localeCompare(other)).slice(0, most).map(([value]) => value);
}
