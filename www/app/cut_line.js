// @ts-check
/** A line across a plot that is dragged up and down, or moved with the keys: a threshold one can take in one's hand. */

import { make } from "./dom.js";

/** Milliseconds without a key after which the line means it. */
const REST = 800;

/**
 * @typedef {object} Hands
 * @property {string} label                         what the line is
 * @property {(value: number) => number} toY        CSS pixels from the top of the plot
 * @property {(y: number) => number} toValue
 * @property {(value: number, steps: number) => number} step   so many steps up (or down, below 0); the ends at ±Infinity
 * @property {(value: number) => {short: string, long: string}} said   on the line, and for those who do not see it
 * @property {(value: number) => void} preview      it is on its way
 * @property {(value: number) => void} commit       it was let go, elsewhere than it was
 */

/** @type {Record<string, number>} */
const KEYS = { ArrowUp: 1, ArrowRight: 1, ArrowDown: -1, ArrowLeft: -1, PageUp: 5, PageDown: -5, Home: -Infinity, End: Infinity };

export class CutLine {
  #value = 0;
  /** Where it was taken up. */
  #home = 0;
  #dragging = false;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #rest;
  #text = make("span", { class: "cut-said" });

  /** @param {HTMLElement} plot @param {Hands} hands */
  constructor(plot, hands) {
    this.hands = hands;
    this.plot = plot;
    this.element = make("div", { class: "cut-line", role: "slider", tabindex: "0", "aria-orientation": "vertical", "aria-label": hands.label }, make("span", { class: "cut-stroke" }), this.#text);
    plot.append(this.element);
    this.element.addEventListener("pointerdown", (event) => this.#take(event));
    this.element.addEventListener("pointermove", (event) => this.#dragging && this.#move(hands.toValue(event.clientY - plot.getBoundingClientRect().top)));
    this.element.addEventListener("pointerup", () => this.#drop());
    this.element.addEventListener("pointercancel", () => this.#home !== this.#value && this.#back());
    this.element.addEventListener("keydown", (event) => this.#key(event));
    this.element.addEventListener("blur", () => this.#commit());
  }

  /** @param {number} value @param {[number, number]} range */
  show(value, [low, high]) {
    // What the visitor has in hand is not taken away.
    if (this.#dragging || this.#value !== this.#home) return;
    clearTimeout(this.#rest);
    this.#home = value;
    this.element.setAttribute("aria-valuemin", String(low));
    this.element.setAttribute("aria-valuemax", String(high));
    this.#put(value);
  }

  /** The plot has another size. */
  place() {
    this.element.style.setProperty("--y", `${this.hands.toY(this.#value).toFixed(1)}px`);
  }

  /** @param {number} value */
  #put(value) {
    this.#value = value;
    const { short, long } = this.hands.said(value);
    this.#text.textContent = short;
    this.element.setAttribute("aria-valuenow", String(Number(value.toPrecision(4))));
    this.element.setAttribute("aria-valuetext", long);
    this.place();
  }

  /** @param {number} value */
  #move(value) {
    this.#put(value);
    this.hands.preview(value);
  }

  /** @param {PointerEvent} event */
  #take(event) {
    if (event.button !== 0) return;
    this.#dragging = true;
    this.element.setPointerCapture(event.pointerId);
    this.element.classList.add("dragging");
    clearTimeout(this.#rest);
  }

  #drop() {
    if (!this.#dragging) return;
    this.#dragging = false;
    this.element.classList.remove("dragging");
    this.#commit();
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.key === "Escape" && this.#home !== this.#value) this.#back();
    else if (event.key === "Enter") this.#commit();
    else if (Object.hasOwn(KEYS, event.key)) {
      this.#move(this.hands.step(this.#value, KEYS[event.key] ?? 0));
      clearTimeout(this.#rest);
      this.#rest = setTimeout(() => this.#commit(), REST);
    } else return;
    event.preventDefault();
    event.stopPropagation();
  }

  #back() {
    clearTimeout(this.#rest);
    this.#dragging = false;
    this.element.classList.remove("dragging");
    this.#move(this.#home);
  }

  #commit() {
    clearTimeout(this.#rest);
    if (this.#dragging || this.#value === this.#home) return;
    this.#home = this.#value;
    this.hands.commit(this.#value);
  }
}
