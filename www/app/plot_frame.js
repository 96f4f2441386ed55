// @ts-check
/** A plot in an SVG of its own size in CSS pixels, so that its letters are as large as all others: its frame, its axis of heights, its redrawing. */

import { draw, make, onceAFrame } from "./dom.js";

/** @typedef {{width: number, height: number, left: number, right: number, top: number, bottom: number}} Box   `left` … `bottom` are the edges of the plot inside the drawing */

export class PlotFrame {
  /** @type {Box} */
  box = { width: 0, height: 0, left: 0, right: 0, top: 0, bottom: 0 };
  /** Draws again at the next frame. */
  redraw;

  /**
   * @param {HTMLElement} host
   * @param {{left: number, right: number, top: number, bottom: number}} margins
   * @param {(box: Box) => SVGElement[]} paint what is in it
   * @param {() => void} [painted]
   */
  constructor(host, margins, paint, painted = () => {}) {
    this.host = host;
    this.margins = margins;
    this.svg = draw("svg", { role: "img", class: "plot-drawing" });
    host.append(this.svg);
    this.redraw = onceAFrame(() => {
      const { clientWidth: width, clientHeight: height } = host;
      if (width < 80 || height < 60) return;
      const { left, right, top, bottom } = this.margins;
      this.box = { width, height, left, right: width - right, top, bottom: height - bottom };
      this.svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
      this.svg.replaceChildren(...paint(this.box));
      painted();
    });
    new ResizeObserver(() => this.redraw()).observe(host);
  }

  /** What it shows, for those who do not see it. @param {string} text */
  label(text) {
    this.svg.setAttribute("aria-label", text);
  }
}

/**
 * A text in a plot.
 * @param {string} said
 * @param {number} x
 * @param {number} y
 * @param {Record<string, string | number>} [attributes]
 */
export function letters(said, x, y, attributes = {}) {
  const element = draw("text", { x: x.toFixed(1), y: y.toFixed(1), ...attributes });
  element.textContent = said;
  return element;
}

/**
 * Lines across the plot at round heights, with their figures.
 * @param {Box} box
 * @param {number[]} values
 * @param {(value: number) => number} toY
 * @param {(value: number) => string} said
 * @returns {SVGElement[]}
 */
export const heightLines = ({ left, right }, values, toY, said) => values.flatMap((value) => [
  draw("path", { class: "plot-line", d: `M${left} ${toY(value).toFixed(1)}H${right}` }),
  letters(said(value), left - 7, toY(value) + 4, { class: "plot-figure", "text-anchor": "end" }),
]);

/**
 * A line of text below a plot that says what the pointer is at, and otherwise something general.
 * @param {HTMLElement} plot
 * @param {(x: number) => string | null} at what is there, x in CSS pixels from the left of the plot
 * @param {(x: number) => void} choose it was clicked
 * @returns {HTMLElement} to be put where it belongs
 */
export function pointing(plot, at, choose) {
  const said = make("p", { class: "plot-said", dir: "auto" });
  const place = (/** @type {PointerEvent | MouseEvent} */ event) => event.clientX - plot.getBoundingClientRect().left;
  const onLine = (/** @type {Event} */ event) => event.target instanceof Element && event.target.closest(".cut-line") !== null;
  plot.addEventListener("pointermove", (event) => {
    said.textContent = onLine(event) ? "" : at(place(event)) ?? "";
  });
  plot.addEventListener("pointerleave", () => {
    said.textContent = "";
  });
  plot.addEventListener("click", (event) => !onLine(event) && choose(place(event)));
  return said;
}
