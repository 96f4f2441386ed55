// @ts-check
/** Correcting a cell of the table: a short text where it stands, a long one in a window of its own. */

import { openCell } from "./cell_editor.js";
import { editWords } from "./edit_words.js";
import { changeOf, readField, valuesOf } from "./fields.js";
import { fillCell, forgetCell } from "./table_cell.js";
import { openText } from "./text_editor.js";
import { oneLine } from "./writing.js";

/** @typedef {import("./types.js").Track} Track */
/** @typedef {import("./table_columns.js").Column} Column */

/** A text longer than this, or of several lines, is edited in a window of its own. */
const LINE = 200;

export class TableEditor {
  /**
   * @param {import("./song_table.js").SongTable} grid
   * @param {import("./edit_history.js").EditHistory} history
   */
  constructor(grid, history) {
    this.grid = grid;
    this.history = history;
  }

  /** Opens the active cell. @param {string} [typed] what was typed on it already: it takes the place of what is there */
  edit(typed) {
    const { grid } = this;
    const { position, column: index } = grid.active;
    const row = grid.shown[position];
    const column = grid.columns[index];
    const cell = grid.cellAt(position, index);
    if (!row || !column?.field || !cell) return;
    const { field } = column;
    const value = readField(row.track, field);
    const label = editWords.cell(oneLine(column.called ?? column.name, 60), oneLine(row.track.title || row.track.name, 80));
    const close = (/** @type {string | null} */ entered) => {
      forgetCell(cell);
      fillCell(cell, row, column, grid.how);
      if (entered !== null) this.enter(row.track, column, entered);
      grid.typing = false;
    };
    grid.typing = true;
    if (isLong(column, value)) {
      openText({ title: label, value: typed ?? value, done: close });
      return;
    }
    const offered = valuesOf(grid.engine.tracks, field).filter((offer) => offer !== value);
    openCell(cell, {
      value, typed, label, offered,
      done: (entered, then) => {
        close(entered);
        if (then === "stay") grid.focusCell(grid.active.position, grid.active.column);
        else if (then !== "leave") this.#goOn(then === "next" ? 1 : -1);
      },
    });
  }

  /** @param {Track} track @param {Column} column @param {string} value */
  enter(track, column, value) {
    if (!column.field || readField(track, column.field) === value) return;
    const said = editWords.done(oneLine(column.called ?? column.name, 40), oneLine(track.title || track.name, 40), oneLine(value, 40));
    this.history.edit([track], changeOf(column.field, value), said);
  }

  /** To the next cell that can be corrected, and opens it. @param {1 | -1} step */
  #goOn(step) {
    const { grid } = this;
    let { position, column } = grid.active;
    do {
      column += step;
      if (column < 0 || column >= grid.columns.length) {
        position += step;
        column = step > 0 ? 0 : grid.columns.length - 1;
      }
      if (position < 0 || position >= grid.shown.length) return grid.focusCell(grid.active.position, grid.active.column);
    } while (!grid.columns[column]?.field);
    grid.focusCell(position, column);
    const [row, next] = [grid.shown[position], grid.columns[column]];
    if (row && next?.field && !isLong(next, readField(row.track, next.field))) this.edit();
  }
}

/** @param {Column} column @param {string} value */
const isLong = (column, value) => column.long === true || value.length > LINE || /[\r\n]/.test(value);
