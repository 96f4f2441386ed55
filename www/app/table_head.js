// @ts-check
/** The head of the table: the columns' names, which sort, and their widths. */

import { make } from "./dom.js";
import { PLAY, widthOf } from "./table_columns.js";
import { oneLine } from "./writing.js";

/** @typedef {import("./table_columns.js").Column} Column */
/** @typedef {import("./table_columns.js").Row} Row */
/** @typedef {{column: string, falling: boolean}} Sorted by the column's id; "" when the rows stand as they came */

/** Width of a letter, and of the room beside a text, in the size of the letters. */
const LETTER = 0.56;
const ROOM = 1.9;

/**
 * @param {HTMLTableElement} table
 * @param {Column[]} columns
 * @param {Row[]} rows for the widths
 * @param {Sorted} sorted
 */
export function showHead(table, columns, rows, sorted) {
  const widths = columns.map((column) => widthOf(column, rows) * LETTER + ROOM);
  table.querySelector("colgroup")?.replaceChildren(...widths.map((width, index) => {
    const element = make("col");
    // The pinned title leaves room for the others on a narrow screen.
    element.style.width = columns[index]?.id === "title" ? `min(${width}em, 40vw)` : `${width}em`;
    return element;
  }));
  table.style.width = `calc(${widths.reduce((sum, width) => sum + width, 0)}em - max(0em, ${widths[1] ?? 0}em - 40vw))`;
  table.setAttribute("aria-colcount", String(columns.length));
  table.tHead?.rows[0]?.replaceChildren(...columns.map((column) => {
    const cell = make("th", { scope: "col", role: "columnheader", tabindex: "-1" });
    if (column.id === PLAY) cell.append(make("span", { class: "unseen", text: column.name }));
    else cell.append(make("button", { type: "button", tabindex: "-1", title: column.name.slice(0, 300), dir: "auto", text: oneLine(column.name, 60) }));
    return cell;
  }));
  showSorted(table, columns, sorted);
}

/** @param {HTMLTableElement} table @param {Column[]} columns @param {Sorted} sorted */
export function showSorted(table, columns, sorted) {
  [...(table.tHead?.rows[0]?.cells ?? [])].forEach((cell, place) => {
    if (columns[place]?.id === sorted.column) cell.setAttribute("aria-sort", sorted.falling ? "descending" : "ascending");
    else cell.removeAttribute("aria-sort");
  });
}
