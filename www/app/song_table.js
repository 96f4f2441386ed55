// @ts-check
/** The map as a table: the same songs, groups and neighbours, for sorting and for those who do not see the map. */

import { make, need } from "./dom.js";
import { clock, words } from "./words.js";

/** @typedef {import("./types.js").Run} Run */
/** @typedef {import("./types.js").Track} Track */
/** @typedef {{track: Track, index: number, group: number | null, nearest: string, element: HTMLTableRowElement | null}} Row */
/** @typedef {{name: string, text: (row: Row) => string, order?: (row: Row) => number}} Column */

const collator = new Intl.Collator(undefined, { numeric: true });
/** Milliseconds of one frame spent on rows. */
const BUDGET = 10;
/** So many of the manifest's own columns are shown; not those that hold whole texts, such as lyrics. */
const OWN_COLUMNS = 4;
const LONGEST_CELL = 80;

export class SongTable {
  #table = need("table", HTMLTableElement);
  #box = need("table-box", HTMLDetailsElement);
  /** @type {Row[]} */
  #rows = [];
  /** @type {Column[]} */
  #columns = [];
  #sorted = { column: -1, falling: false };
  /** @type {Track | null} */
  #selected = null;
  /** @type {Map<string, string>} by id */
  #titles = new Map();
  #generation = 0;
  #stale = true;

  /**
   * @param {import("./songscape.js").Songscape} engine
   * @param {import("./signs.js").Signs} signs
   * @param {(track: Track) => void} choose
   */
  constructor(engine, signs, choose) {
    this.engine = engine;
    this.signs = signs;
    this.choose = choose;
    /** @type {Run | null} */
    this.run = null;
    this.#box.addEventListener("toggle", () => {
      if (this.#box.open && this.#stale) this.#build();
    });
  }

  /** @param {Run | null} run */
  show(run) {
    this.run = run;
    this.#stale = true;
    if (this.#box.open) this.#build();
  }

  /** @param {Track | null} track */
  select(track) {
    this.#selected = track;
    for (const row of this.#rows) row.element?.setAttribute("aria-selected", String(row.track === track));
  }

  #build() {
    this.#stale = false;
    this.#generation += 1;
    const places = new Map(this.run?.ids.map((id, index) => [id, index]));
    this.#titles = new Map(this.engine.tracks.map((track) => [track.id, track.title || track.name]));
    this.#rows = this.engine.tracks.map((track) => {
      const index = places.get(track.id) ?? -1;
      return { track, index, group: index < 0 ? null : this.run?.clusters[index] ?? null, nearest: "", element: null };
    });
    this.#columns = this.#chooseColumns();
    const head = this.#table.tHead?.rows[0];
    head?.replaceChildren(...this.#columns.map((column, index) => {
      const button = make("button", { type: "button", text: column.name });
      button.addEventListener("click", () => this.#sort(index));
      return make("th", { scope: "col" }, button);
    }));
    this.#sorted = { column: -1, falling: false };
    this.#fill();
  }

  /** @returns {Column[]} */
  #chooseColumns() {
    const names = words.table;
    const short = (/** @type {string} */ column) => this.#rows.every((row) => (row.track.columns[column] ?? "").length <= LONGEST_CELL);
    const own = [...new Set(this.#rows.flatMap((row) => Object.keys(row.track.columns)))].filter(short).slice(0, OWN_COLUMNS);
    return [
      { name: names.title, text: (row) => row.track.title || row.track.name },
      { name: names.group, text: (row) => (row.group === null ? "–" : words.group(row.group)), order: (row) => row.group ?? 1e9 },
      { name: names.nearest, text: (row) => row.nearest },
      ...(this.#rows.some((row) => row.track.artist !== "") ? [{ name: names.artist, text: (/** @type {Row} */ row) => row.track.artist }] : []),
      ...own.map((column) => ({ name: column, text: (/** @type {Row} */ row) => row.track.columns[column] ?? "" })),
      { name: names.seconds, text: (row) => (row.track.seconds === undefined ? "–" : clock(row.track.seconds)), order: (row) => row.track.seconds ?? -1 },
      { name: names.state, text: (row) => words.states[row.track.state] },
    ];
  }

  /** Rows and neighbours a few at a time, so that thousands do not hold the page up. */
  #fill() {
    const body = this.#table.tBodies[0];
    if (!body) return;
    body.replaceChildren();
    const generation = (this.#generation += 1);
    let next = 0;
    const some = () => {
      if (generation !== this.#generation) return;
      const until = performance.now() + BUDGET;
      const fresh = document.createDocumentFragment();
      for (; next < this.#rows.length && performance.now() < until; next += 1) {
        const row = this.#rows[next];
        fresh.append((row.element ??= this.#row(row)));
      }
      body.append(fresh);
      if (next < this.#rows.length) requestAnimationFrame(some);
    };
    some();
  }

  /** @param {Row} row */
  #row(row) {
    row.nearest = this.#nearest(row);
    const play = make("button", { type: "button" }, make("bdi", { text: (row.track.title || row.track.name).slice(0, 300) }));
    play.addEventListener("click", () => this.choose(row.track));
    const element = make("tr", { "aria-selected": String(row.track === this.#selected) }, make("th", { scope: "row" }, play));
    for (const [index, column] of this.#columns.entries()) {
      if (index === 0) continue;
      const cell = make("td", { class: column.order ? "number" : undefined }, make("bdi", { text: column.text(row).slice(0, 300) }));
      if (index === 1 && row.group !== null) cell.prepend(this.signs.mark(row.group));
      element.append(cell);
    }
    return element;
  }

  /** @param {Row} row */
  #nearest(row) {
    if (row.index < 0 || !this.run || this.run.ids.length < 2) return "";
    const [nearest] = this.engine.neighbours(this.run, row.index, 1);
    const id = nearest ? this.run.ids[nearest.index] : undefined;
    return (id !== undefined && this.#titles.get(id)) || "";
  }

  /** @param {number} index */
  #sort(index) {
    const column = this.#columns[index];
    if (!column) return;
    const falling = this.#sorted.column === index && !this.#sorted.falling;
    this.#sorted = { column: index, falling };
    // Sorting by what is not yet known needs it known.
    for (const row of this.#rows) row.element ??= this.#row(row);
    const { order, text } = column;
    this.#rows.sort((one, other) => (order ? order(one) - order(other) : collator.compare(text(one), text(other))) * (falling ? -1 : 1));
    [...(this.#table.tHead?.rows[0]?.cells ?? [])].forEach((cell, place) => {
      if (place === index) cell.setAttribute("aria-sort", falling ? "descending" : "ascending");
      else cell.removeAttribute("aria-sort");
    });
    this.#fill();
  }
}
