// @ts-check
/**
 * The table by keyboard, as ARIA's grid asks: arrows walk, Home and End go to the ends of the row and with Ctrl of the table, Page Up
 * and Page Down by a page. Enter, F2 or Space opens a cell, typing replaces what is in it, Delete empties it, Ctrl+Z takes the last change
 * back, Ctrl+C and Ctrl+V copy and paste the whole text, Shift+Space adds the song to those chosen or takes it away.
 */

import { readField } from "./fields.js";

/**
 * @param {import("./song_table.js").SongTable} grid
 * @param {HTMLTableElement} table
 */
export function startTableKeys(grid, table) {
  const here = () => {
    const { position, column } = grid.active;
    return { row: grid.shown[position], column: grid.columns[column] };
  };

  table.addEventListener("keydown", (event) => {
    if (event.target instanceof HTMLInputElement || event.isComposing) return;
    const { position, column } = grid.active;
    const control = event.ctrlKey || event.metaKey;
    const last = { position: grid.shown.length - 1, column: grid.columns.length - 1 };
    /** @type {Record<string, [position: number, column: number]>} */
    const ways = {
      ArrowUp: [control ? 0 : position - 1, column],
      ArrowDown: [control ? last.position : position + 1, column],
      ArrowLeft: [position, control ? 0 : column - 1],
      ArrowRight: [position, control ? last.column : column + 1],
      Home: [control ? 0 : position, 0],
      End: [control ? last.position : position, last.column],
      PageUp: [Math.max(0, position - grid.page), column],
      PageDown: [position + grid.page, column],
    };
    const way = event.altKey ? undefined : ways[event.key];
    const { row, column: at } = here();
    if (way) grid.focusCell(...way);
    else if (control && !event.altKey && !event.shiftKey && event.key.toLowerCase() === "z") grid.history.undo();
    else if (control || event.altKey) return;
    else if (event.key === "Enter" || event.key === "F2") grid.act();
    else if (event.key === " " && event.shiftKey) {
      if (row) grid.selection.toggle(row.track);
    } else if (event.key === " ") grid.act();
    else if (event.key === "Delete" || event.key === "Backspace") {
      if (row && at) grid.editor.enter(row.track, at, "");
    } else if (event.key.length === 1 && at?.field && row) grid.editor.edit(event.key);
    else return;
    event.preventDefault();
  });

  table.addEventListener("copy", (event) => {
    const { row, column } = here();
    if (event.target instanceof HTMLInputElement || getSelection()?.type === "Range" || !row || !column) return;
    event.clipboardData?.setData("text/plain", column.field ? readField(row.track, column.field) : column.text(row));
    event.preventDefault();
  });

  table.addEventListener("paste", (event) => {
    const { row, column } = here();
    const text = event.clipboardData?.getData("text/plain") ?? "";
    if (event.target instanceof HTMLInputElement || text === "" || !row || !column?.field) return;
    grid.editor.enter(row.track, column, text);
    event.preventDefault();
  });
}
