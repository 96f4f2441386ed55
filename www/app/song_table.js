// @ts-check
/**
 * The library as a table: every song with all that is known of it, to sort, to correct and to complete; and the map in words, for those
 * who do not see it. A grid in ARIA's sense: one Tab stop, arrows walk (table_keys.js). Rows exist where they are seen (table_window.js).
 */

import { need, onceAFrame } from "./dom.js";
import { songView } from "./rows.js";
import { fillCell, makeRow } from "./table_cell.js";
import { columnsOf, NEAREST, PLAY } from "./table_columns.js";
import { TableEditor } from "./table_edit.js";
import { showHead, showSorted } from "./table_head.js";
import { startTableKeys } from "./table_keys.js";
import { TableWindow } from "./table_window.js";

/** @typedef {import("./types.js").Run} Run */
/** @typedef {import("./types.js").Track} Track */
/** @typedef {import("./table_columns.js").Row} Row */
/** @typedef {import("./table_columns.js").Column} Column */

const collator = new Intl.Collator(undefined, { numeric: true });
/** Milliseconds of one frame spent on finding neighbours. */
const BUDGET = 10;

/** Event: "rows" (others are shown). */
export class SongTable extends EventTarget {
  /** @type {Column[]} */
  columns = [];
  /** The rows that are shown, in their order. @type {Row[]} */
  shown = [];
  /** Where the focus is, or would come: a position among the rows (−1 is the head) and a column. */
  active = { position: 0, column: 1 };
  #table = need("table", HTMLTableElement);
  #box = need("table-box", HTMLDetailsElement);
  #window = new TableWindow(need("table-scroll", HTMLElement), /** @type {HTMLTableSectionElement} */ (this.#table.tBodies[0]));
  /** @type {Row[]} */
  #rows = [];
  /** @type {Map<Track, Row>} */
  #rowOf = new Map();
  /** Columns that were added and are still empty. @type {string[]} */
  #added = [];
  #sorted = { column: "", falling: false };
  #filter = { text: "", chosen: false };
  /** @type {Track | null} */
  #current = null;
  /** @type {Run | null} */
  #run = null;
  #typing = false;
  #stale = true;
  #generation = 0;
  #refresh = onceAFrame(() => this.#rows.forEach((row) => this.#fill(row)));

  /**
   * @param {import("./songscape.js").Songscape} engine
   * @param {import("./signs.js").Signs} signs
   * @param {{choose: (track: Track) => void, history: import("./edit_history.js").EditHistory, selection: import("./selection.js").Selection}} hands
   */
  constructor(engine, signs, { choose, history, selection }) {
    super();
    this.engine = engine;
    this.choose = choose;
    this.history = history;
    this.selection = selection;
    this.how = { signs, changed: (/** @type {Row} */ { track }, /** @type {Column} */ { field }) => field !== undefined && history.changed(track, field) };
    this.#box.addEventListener("toggle", () => this.#box.open && this.#stale && this.#build());
    selection.addEventListener("change", () => (this.#filter.chosen ? this.#sift() : this.#refresh()));
    for (const name of ["edited", "undone", "saved"]) history.addEventListener(name, () => this.#afterEdit());
    this.#table.addEventListener("click", (event) => this.#click(event));
    this.#table.addEventListener("focusin", (event) => this.#focused(event));
    this.editor = new TableEditor(this, history);
    startTableKeys(this, this.#table);
  }

  /** @param {Run | null} run */
  show(run) {
    this.#run = run;
    this.#stale = true;
    if (this.engine.tracks.length === 0) this.#added = [];
    if (this.#box.open) this.#build();
  }

  /** @param {Track | null} track the song that plays, or is looked at */
  select(track) {
    const before = this.#current && this.#rowOf.get(this.#current);
    this.#current = track;
    if (before) this.#fill(before);
    const row = track && this.#rowOf.get(track);
    if (row) this.#fill(row);
  }

  /** What is known of a song changed. @param {Track} track */
  update(track) {
    const row = this.#rowOf.get(track);
    if (row) this.#fill(row);
  }

  /** @returns {string[]} the names of all further columns, those added and still empty last */
  get ownColumns() {
    const known = this.engine.columnNames;
    return [...known, ...this.#added.filter((name) => !known.includes(name))];
  }

  /** @param {string} name A new column, empty; the focus goes to its first cell. */
  addColumn(name) {
    this.#added.push(name);
    this.#build();
    this.focusCell(0, this.columns.findIndex((column) => column.name === name && column.field !== undefined && column.id.startsWith("column:")));
  }

  /** @param {{text?: string, chosen?: boolean}} filter `chosen`: only the songs of the selection */
  filter(filter) {
    this.#filter = { ...this.#filter, ...filter };
    if (!this.#stale) this.#sift();
  }

  get filtered() {
    return this.#filter.chosen;
  }

  /** How many rows a page of the table has. */
  get page() {
    return this.#window.page;
  }

  open() {
    this.#box.open = true;
    if (this.#stale) this.#build();
    this.#box.scrollIntoView({ block: "start" });
  }

  #build() {
    // Whoever types is not disturbed; the table is built when they are done.
    if (this.#typing) {
      this.#stale = true;
      return;
    }
    this.#stale = false;
    this.#generation += 1;
    const at = this.columns[this.active.column]?.id;
    const here = this.shown[this.active.position]?.track;
    const focused = this.#table.contains(document.activeElement);
    const view = this.#run ? songView(this.#run) : null;
    this.#rows = this.engine.tracks.map((track) => {
      const place = view?.places.get(track.id) ?? -1;
      return { track, place, group: view?.run.clusters[place] ?? null, nearest: undefined, element: null };
    });
    this.#rowOf = new Map(this.#rows.map((row) => [row.track, row]));
    this.columns = columnsOf(this.ownColumns, (row) => this.#nearest(row));
    showHead(this.#table, this.columns, this.#rows, this.#sorted);
    this.active.column = Math.max(1, this.columns.findIndex(({ id }) => id === at));
    this.#sift(here, focused);
  }

  /**
   * Chooses and orders the rows that are shown.
   * @param {Track} [here] the one where the focus is, or would come
   * @param {boolean} [focused] whether it is there
   */
  #sift(here = this.shown[this.active.position]?.track, focused = this.#table.contains(document.activeElement)) {
    const wanted = this.#filter.text.trim().toLocaleLowerCase();
    const matches = (/** @type {Row} */ row) =>
      (!this.#filter.chosen || this.selection.has(row.track)) &&
      (wanted === "" || this.columns.some((column) => column.id !== PLAY && column.id !== NEAREST && column.text(row).toLocaleLowerCase().includes(wanted)));
    this.shown = this.#rows.filter(matches);
    const column = this.columns.find(({ id }) => id === this.#sorted.column);
    if (column) {
      const { order, text } = column;
      const sign = this.#sorted.falling ? -1 : 1;
      this.shown.sort((one, other) => (order ? order(one) - order(other) : collator.compare(text(one), text(other))) * sign);
    }
    if (this.active.position >= 0) this.active.position = Math.max(0, this.shown.findIndex(({ track }) => track === here));
    this.#table.setAttribute("aria-rowcount", String(this.shown.length + 1));
    for (const row of this.#rows) row.element = null;
    this.#window.show({
      count: this.shown.length,
      at: (index) => this.shown[index]?.element ?? null,
      make: (index) => this.#makeRow(index),
      drop: (index) => {
        const row = this.shown[index];
        if (row) row.element = null;
      },
    });
    this.focusCell(this.active.position, this.active.column, focused);
    this.dispatchEvent(new Event("rows"));
  }

  /** @param {number} index */
  #makeRow(index) {
    const row = /** @type {Row} */ (this.shown[index]);
    const element = makeRow(row, this.columns, this.how);
    element.setAttribute("aria-rowindex", String(index + 2));
    row.element = element;
    this.#fill(row);
    return element;
  }

  /** @param {Row} row */
  #fill(row) {
    const { element } = row;
    if (!element) return;
    element.setAttribute("aria-selected", String(this.selection.has(row.track)));
    if (row.track === this.#current) element.setAttribute("aria-current", "true");
    else element.removeAttribute("aria-current");
    this.columns.forEach((column, index) => fillCell(/** @type {HTMLElement} */ (element.cells[index]), row, column, this.how));
  }

  /** @param {Row} row */
  #nearest(row) {
    if (row.nearest === undefined) {
      const run = row.place >= 0 && this.#run ? songView(this.#run).run : null;
      const [found] = run && run.ids.length > 1 ? this.engine.neighbours(run, row.place, 1) : [];
      const id = found && run?.ids[found.index];
      row.nearest = (id !== undefined && this.engine.tracks.find((track) => track.id === id)) || null;
    }
    return row.nearest ? row.nearest.title || row.nearest.name : "";
  }

  /** @param {number} index */
  async sort(index) {
    const column = this.columns[index];
    if (!column || column.id === PLAY) return;
    const generation = this.#generation;
    if (column.id === NEAREST) await this.#findNeighbours(generation);
    if (generation !== this.#generation) return;
    this.#sorted = { column: column.id, falling: this.#sorted.column === column.id && !this.#sorted.falling };
    this.#sift();
    showSorted(this.#table, this.columns, this.#sorted);
  }

  /** Sorting by neighbours needs all of them; thousands take a moment, and do not hold the page up. @param {number} generation */
  async #findNeighbours(generation) {
    let until = performance.now() + BUDGET;
    for (const row of this.#rows) {
      if (performance.now() > until) {
        await new Promise(requestAnimationFrame);
        if (generation !== this.#generation) return;
        until = performance.now() + BUDGET;
      }
      this.#nearest(row);
    }
  }

  /**
   * @param {number} position −1 is the head
   * @param {number} column
   * @param {boolean} [focus] false: only the place where Tab will come
   */
  focusCell(position, column, focus = true) {
    const last = this.cellAt(this.active.position, this.active.column);
    if (last) target(last).tabIndex = -1;
    this.active = { position: Math.max(-1, Math.min(this.shown.length - 1, position)), column: Math.max(0, Math.min(this.columns.length - 1, column)) };
    if (focus && this.active.position >= 0) this.#window.reveal(this.active.position);
    this.#window.keep(this.active.position);
    const cell = this.cellAt(this.active.position, this.active.column);
    if (!cell) return;
    target(cell).tabIndex = 0;
    if (!focus) return;
    target(cell).focus({ preventScroll: true });
    cell.scrollIntoView({ block: "nearest", inline: "nearest" });
  }

  /** @param {number} position @param {number} column @returns {HTMLElement | null} */
  cellAt(position, column) {
    const row = position < 0 ? this.#table.tHead?.rows[0] : this.shown[position]?.element;
    return row?.cells[column] ?? null;
  }

  /** @param {Event} event */
  #placeOf(event) {
    const cell = event.target instanceof Element ? event.target.closest("th, td") : null;
    const element = cell?.parentElement;
    if (!(cell instanceof HTMLTableCellElement) || !element || element.classList.contains("room")) return null;
    const position = element.parentElement === this.#table.tHead ? -1 : this.shown.findIndex((row) => row.element === element);
    return { position, column: cell.cellIndex };
  }

  /** @param {FocusEvent} event */
  #focused(event) {
    const place = this.#placeOf(event);
    if (place && (place.position !== this.active.position || place.column !== this.active.column)) this.focusCell(place.position, place.column, false);
  }

  /** @param {MouseEvent} event */
  #click(event) {
    const place = this.#placeOf(event);
    // Whoever marks a text with the mouse wants to copy it.
    if (!place || event.target instanceof HTMLInputElement || getSelection()?.type === "Range") return;
    this.focusCell(place.position, place.column);
    this.act(event.target instanceof Element && event.target.closest("button") !== null);
  }

  /** What Enter does where the focus is: sort, play, or correct. @param {boolean} [onButton] */
  act(onButton = true) {
    const { position, column } = this.active;
    const row = this.shown[position];
    if (position < 0) {
      if (onButton) void this.sort(column);
    } else if (this.columns[column]?.id !== PLAY) this.editor.edit();
    else if (onButton && row && row.track.file !== null) this.choose(row.track);
  }

  /** Somebody is typing in a cell, or is done with it: then what had to wait is shown. @param {boolean} typing */
  set typing(typing) {
    this.#typing = typing;
    if (!typing && this.#stale && this.#box.open) this.#build();
  }

  #afterEdit() {
    const names = this.ownColumns;
    const shown = this.columns.filter(({ id }) => id.startsWith("column:")).map(({ name }) => name);
    if (names.join("\n") === shown.join("\n")) this.#refresh();
    else this.show(this.#run);
  }
}

/** What has the focus when a cell has it. @param {HTMLElement} cell @returns {HTMLElement} */
const target = (cell) => cell.querySelector("button") ?? cell;
