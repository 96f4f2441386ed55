// @ts-check
/**
 * Which rows of a long table exist. All of a short one; of a long one those in view, some beyond, and the one with the focus. The
 * room of the others is kept by empty rows, so that the scroll bar tells the truth.
 */

import { make, onceAFrame } from "./dom.js";

/** Up to so many rows all exist, so that the browser's own search finds them. */
const FEW = 100;
const BEYOND = 8;
/** Milliseconds of one frame spent on rows. */
const BUDGET = 10;

/**
 * @typedef {object} Rows what the window looks out on
 * @property {number} count
 * @property {(index: number) => HTMLTableRowElement | null} at  the row, if it exists
 * @property {(index: number) => HTMLTableRowElement} make       makes it
 * @property {(index: number) => void} drop                       it need not exist any more
 */

export class TableWindow {
  /** @type {Rows} */
  #rows = { count: 0, at: () => null, make: () => document.createElement("tr"), drop: () => {} };
  #height = 40;
  #kept = -1;
  /** @type {Set<number>} */
  #present = new Set();
  #work = onceAFrame(() => this.#fill());

  /**
   * @param {HTMLElement} box what scrolls
   * @param {HTMLTableSectionElement} body
   */
  constructor(box, body) {
    this.box = box;
    this.body = body;
    box.addEventListener("scroll", () => this.#rows.count > FEW && this.#work());
    new ResizeObserver(() => this.#work()).observe(box);
  }

  /** @param {Rows} rows */
  show(rows) {
    this.#rows = rows;
    this.#kept = -1;
    this.#present.clear();
    // Emptied, it would forget how far it was scrolled.
    const { scrollTop } = this.box;
    this.body.replaceChildren();
    this.#fill(scrollTop);
    this.box.scrollTop = scrollTop;
  }

  /** Makes a row exist, and keeps it while others come and go. @param {number} index */
  keep(index) {
    this.#kept = index;
    if (index >= 0 && !this.#rows.at(index)) this.#fill();
  }

  /** Brings a row into view. @param {number} index */
  reveal(index) {
    const head = this.body.parentElement?.querySelector("thead")?.offsetHeight ?? 0;
    const top = head + index * this.#height;
    const { scrollTop, clientHeight } = this.box;
    if (top - head < scrollTop) this.box.scrollTop = top - head;
    else if (top + this.#height > scrollTop + clientHeight) this.box.scrollTop = top + this.#height - clientHeight;
  }

  /** How many rows are in view. */
  get page() {
    return Math.max(1, Math.floor(this.box.clientHeight / this.#height) - 1);
  }

  /** @param {number} scrollTop @returns {Set<number>} */
  #wanted(scrollTop) {
    const { count } = this.#rows;
    const first = count <= FEW ? 0 : Math.min(Math.floor(scrollTop / this.#height), count - 1) - BEYOND;
    const last = count <= FEW ? count : first + Math.ceil(this.box.clientHeight / this.#height) + 2 * BEYOND;
    const wanted = new Set();
    // The one with the focus first: somebody waits for it.
    if (this.#kept >= 0 && this.#kept < count) wanted.add(this.#kept);
    for (let index = Math.max(0, first); index < Math.min(count, last); index += 1) wanted.add(index);
    return wanted;
  }

  #fill(scrollTop = this.box.scrollTop) {
    const until = performance.now() + BUDGET;
    const wanted = this.#wanted(scrollTop);
    for (const index of this.#present) {
      if (wanted.has(index)) continue;
      this.#rows.at(index)?.remove();
      this.#rows.drop(index);
      this.#present.delete(index);
    }
    let late = false;
    for (const index of wanted) {
      if (this.#present.has(index)) continue;
      if (performance.now() > until) {
        late = true;
        break;
      }
      this.#rows.make(index);
      this.#present.add(index);
    }
    this.#place();
    if (late) this.#work();
  }

  /** Rows into their order, and room for those that do not exist. A row that is there already is not moved: it may have the focus. */
  #place() {
    for (const room of [...this.body.querySelectorAll(":scope > .room")]) room.remove();
    let cursor = this.body.firstElementChild;
    let next = 0;
    const room = (/** @type {number} */ rows) => {
      if (rows <= 0) return;
      const cell = make("td");
      cell.style.height = `${rows * this.#height}px`;
      this.body.insertBefore(make("tr", { class: "room", "aria-hidden": "true" }, cell), cursor);
    };
    for (const index of [...this.#present].sort((one, other) => one - other)) {
      const row = this.#rows.at(index);
      if (!row) continue;
      room(index - next);
      if (row === cursor) cursor = cursor.nextElementSibling;
      else this.body.insertBefore(row, cursor);
      next = index + 1;
    }
    room(this.#rows.count - next);
    const measured = this.body.querySelector("tr:not(.room)")?.getBoundingClientRect().height ?? 0;
    if (measured > 8 && Math.abs(measured - this.#height) > 0.5) {
      this.#height = measured;
      this.#work();
    }
  }
}
