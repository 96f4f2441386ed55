// @ts-check
/** The colours and shapes of groups, as the map has them, for legend, table and lists. */

import { draw } from "./dom.js";
import { isDark } from "./theme.js";

/** @typedef {{label: number, colour: string, shape: string, outline: [number, number][]}} Sign */
/** @typedef {{paper: string, ink: string, signs: Sign[]}} Palette */

/** Groups after which colours and shapes come round again: eight of each. */
const ROUND = 64;

export class Signs {
  /** @type {Map<boolean, Map<number, Sign>>} */
  #known = new Map();

  /** @param {{palette: (dark: boolean) => Palette}} engine */
  constructor(engine) {
    this.engine = engine;
  }

  /**
   * A label's mark as a small drawing.
   * @param {number} label
   * @returns {SVGElement}
   */
  mark(label) {
    const sign = this.#sign(label);
    const path = sign.outline.map(([x, y], corner) => `${corner === 0 ? "M" : "L"}${x.toFixed(3)} ${y.toFixed(3)}`).join("");
    return draw("svg", { class: "sign-mark", viewBox: "-1.5 -1.5 3 3", "aria-hidden": "true", "data-label": label },
      draw("path", { d: `${path}Z`, fill: sign.colour }));
  }

  /** Every mark in the document in the colours of the present theme. */
  recolour() {
    for (const mark of document.querySelectorAll(".sign-mark")) {
      const label = Number(mark.getAttribute("data-label"));
      mark.firstElementChild?.setAttribute("fill", this.#sign(label).colour);
    }
  }

  /** A label's colour in the present theme. @param {number} label */
  colour(label) {
    return this.#sign(label).colour;
  }

  /** @param {number} label @returns {Sign} */
  #sign(label) {
    const dark = isDark();
    let signs = this.#known.get(dark);
    if (!signs) {
      signs = new Map(this.engine.palette(dark).signs.map((sign) => [sign.label, sign]));
      this.#known.set(dark, signs);
    }
    // Colours and shapes come round again, as on the map (src/plots/palette.rs).
    return signs.get(label) ?? signs.get(label >= 0 ? label % ROUND : -2) ?? { label, colour: "currentColor", shape: "circle", outline: [[-1, -1], [1, -1], [1, 1], [-1, 1]] };
  }
}
