// @ts-check
/** The map once more, small, with a ring where the explorer's knobs would put a song. */

import { draw } from "./dom.js";
import { fitRange } from "./map_geometry.js";
import { placing } from "./latent_place.js";

/** @typedef {import("./types.js").Run} Run */

/** The drawing's own plane. */
const [WIDE, TALL] = [300, 150];
/** Songs from which on dots are small, and not one a song. */
const MANY = 500;

export class MiniMap {
  /** @type {((latent: Float32Array) => [number, number]) | null} */
  #place = null;
  #ring = draw("circle", { class: "mini-ring", r: 7 });
  #range = fitRange(new Float32Array(0), WIDE / TALL);

  /**
   * @param {SVGElement} svg
   * @param {(label: number) => string} colour of a group
   */
  constructor(svg, colour) {
    this.svg = svg;
    this.colour = colour;
    svg.setAttribute("viewBox", `0 0 ${WIDE} ${TALL}`);
  }

  /** @param {Run} run @returns {boolean} whether the ring has a place on this map */
  show(run) {
    this.#place = placing(run);
    this.svg.toggleAttribute("hidden", this.#place === null);
    if (this.#place === null) return false;
    this.#range = fitRange(run.projection, WIDE / TALL);
    // Of very many songs, those of one group in one and the same spot are one dot.
    const [radius, spot] = run.ids.length > MANY ? [1.7, 2.5] : [3.2, 0];
    /** @type {Set<string>} */
    const taken = new Set();
    const dots = run.ids.flatMap((_, row) => {
      const label = run.clusters[row] ?? -2;
      const [cx, cy] = this.#pixels([run.projection[2 * row] ?? 0, run.projection[2 * row + 1] ?? 0]);
      const where = `${label} ${Math.round(cx / spot)} ${Math.round(cy / spot)}`;
      if (spot > 0 && taken.has(where)) return [];
      taken.add(where);
      return draw("circle", { class: "mini-song", cx, cy, r: radius, fill: this.colour(label), "data-label": label });
    });
    this.svg.replaceChildren(...dots, this.#ring);
    return true;
  }

  /** @param {Float32Array} latent */
  move(latent) {
    if (!this.#place) return;
    const [x, y] = this.#pixels(this.#place(latent));
    // Beyond the edge the ring waits at it.
    this.#ring.setAttribute("cx", String(Math.max(0, Math.min(WIDE, x))));
    this.#ring.setAttribute("cy", String(Math.max(0, Math.min(TALL, y))));
    this.#ring.classList.toggle("beyond", x < 0 || y < 0 || x > WIDE || y > TALL);
  }

  recolour() {
    for (const dot of this.svg.querySelectorAll(".mini-song")) dot.setAttribute("fill", this.colour(Number(dot.getAttribute("data-label"))));
  }

  /** @param {[number, number]} place @returns {[number, number]} */
  #pixels([x, y]) {
    const { x: [left, right], y: [low, high] } = this.#range;
    return [((x - left) / (right - left)) * WIDE, (1 - (y - low) / (high - low)) * TALL];
  }
}
