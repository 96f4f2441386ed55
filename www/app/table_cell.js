// @ts-check
/** One row of the table as elements. Whatever a song is called, it stands there as text. */

import { icon, make } from "./dom.js";
import { editWords } from "./edit_words.js";
import { GROUP, PLAY } from "./table_columns.js";
import { words } from "./words.js";
import { oneLine, tellLanguage } from "./writing.js";

/** @typedef {import("./table_columns.js").Row} Row */
/** @typedef {import("./table_columns.js").Column} Column */

/** What each cell shows, so that one that shows it already is left alone: somebody may be about to click it. @type {WeakMap<HTMLElement, string>} */
const shown = new WeakMap();

/** So many letters of a text stand in its cell; it is edited whole. */
const SHOWN = 120;

/**
 * @param {Row} row
 * @param {Column[]} columns
 * @param {{signs: import("./signs.js").Signs, changed: (row: Row, column: Column) => boolean}} how
 * @returns {HTMLTableRowElement}
 */
export function makeRow(row, columns, how) {
  const element = make("tr", { role: "row" });
  for (const column of columns) {
    const heads = column.id === "title";
    const cell = make(heads ? "th" : "td", { role: heads ? "rowheader" : "gridcell", tabindex: "-1", ...(heads ? { scope: "row" } : {}) });
    fillCell(cell, row, column, how);
    element.append(cell);
  }
  return element;
}

/**
 * @param {HTMLElement} cell
 * @param {Row} row
 * @param {Column} column
 * @param {{signs: import("./signs.js").Signs, changed: (row: Row, column: Column) => boolean}} how
 */
export function fillCell(cell, row, column, { signs, changed }) {
  if (cell.classList.contains("editing")) return;
  const whole = column.id === PLAY ? row.track.title || row.track.name : column.text(row);
  const fresh = column.field !== undefined && changed(row, column);
  const playable = row.track.file !== null && row.track.state === "ready";
  const shows = `${fresh} ${column.id === PLAY && playable} ${row.group} ${whole}`;
  if (shown.get(cell) === shows) return;
  shown.set(cell, shows);
  if (column.id === PLAY) {
    const button = make("button", { type: "button", class: "quiet icon-button", tabindex: "-1", "aria-label": words.play(oneLine(whole, SHOWN)) }, icon("play"));
    cell.className = "play";
    cell.setAttribute("aria-readonly", "true");
    cell.replaceChildren(...(playable ? [button] : [make("span", { class: "unseen", text: editWords.noSound })]));
    return;
  }
  const text = make("bdi", { text: oneLine(whole, SHOWN) });
  tellLanguage(text, whole);
  cell.className = [column.order ? "number" : "", column.field ? "field" : "", fresh ? "changed" : ""].filter(Boolean).join(" ");
  if (column.field) cell.removeAttribute("aria-readonly");
  else cell.setAttribute("aria-readonly", "true");
  cell.replaceChildren(text);
  if (column.id === GROUP && row.group !== null) cell.prepend(signs.mark(row.group));
  if (whole === "") cell.append(make("span", { class: "unseen", text: editWords.empty }));
  if (fresh) cell.append(make("span", { class: "unseen", text: editWords.notSaved }));
}

/** The cell was open: what it shows is not what was written down. @param {HTMLElement} cell */
export function forgetCell(cell) {
  shown.delete(cell);
}
