// @ts-check
/** The columns of the table of songs: what the visitor brought, which can be corrected, and what the run found, which cannot. */

import { columnField, readField } from "./fields.js";
import { clock, words } from "./words.js";

/** @typedef {import("./types.js").Track} Track */
/** @typedef {import("./types.js").Run} Run */
/** @typedef {import("./fields.js").Field} Field */

/**
 * One song in the table. `place` is its row in the run that is shown, one row a song; −1 when it is not in it. `nearest` is undefined
 * until somebody asked.
 * @typedef {{track: Track, place: number, group: number | null, nearest: Track | null | undefined, element: HTMLTableRowElement | null}} Row
 */

/**
 * `field` is there for what can be corrected, and `called` where it is not called as its column is; `order` for what is not sorted as
 * text; `long` for texts of many lines.
 * @typedef {{id: string, name: string, called?: string, field?: Field, long?: boolean, text: (row: Row) => string, order?: (row: Row) => number}} Column
 */

export const PLAY = "play";
export const GROUP = "group";
export const NEAREST = "nearest";

/** Rows that are looked at for the widths; widths in letters. */
const LOOKED_AT = 400;
const NARROWEST = 6;
const WIDEST = 30;

/**
 * @param {string[]} own names of the further columns
 * @param {(row: Row) => string} nearest
 * @returns {Column[]}
 */
export function columnsOf(own, nearest) {
  const { table } = words;
  return [
    { id: PLAY, name: table.play, text: () => "" },
    { id: "title", name: table.title, called: words.title, field: "title", text: ({ track }) => track.title || track.name },
    { id: GROUP, name: table.group, text: ({ group }) => (group === null ? "–" : words.group(group)), order: ({ group }) => (group === null ? 1e9 : group < 0 ? 1e8 : group) },
    { id: NEAREST, name: table.nearest, text: nearest },
    { id: "artist", name: table.artist, field: "artist", text: ({ track }) => track.artist },
    ...own.map((name) => {
      const field = columnField(name);
      return { id: field, name, field, text: (/** @type {Row} */ { track }) => readField(track, field) };
    }),
    { id: "lyrics", name: table.lyrics, field: "lyrics", long: true, text: ({ track }) => track.lyrics ?? "" },
    { id: "seconds", name: table.seconds, text: ({ track }) => (track.seconds === undefined ? "–" : clock(track.seconds)), order: ({ track }) => track.seconds ?? -1 },
    { id: "state", name: table.state, text: ({ track }) => words.stateOf(track) },
  ];
}

/**
 * How wide a column should be, in letters: as its texts, neither narrower than its name nor wider than a line one reads.
 * @param {Column} column
 * @param {Row[]} rows
 */
export function widthOf(column, rows) {
  if (column.id === PLAY) return 2.4;
  if (column.id === NEAREST) return 20;
  if (column.long) return WIDEST;
  const longest = rows.slice(0, LOOKED_AT).reduce((most, row) => Math.max(most, column.text(row).length), 0);
  const mark = column.id === GROUP ? 3 : 0;
  return Math.min(WIDEST, Math.max(NARROWEST, Math.min(column.name.length, 20) + 2, longest + 1 + mark));
}
