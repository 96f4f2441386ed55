// @ts-check
/** The numbers of groups that were tried where the silhouette may choose, each with what it came to; any of them can be taken. */

import { ticks } from "./axis_ticks.js";
import { draw, make, need } from "./dom.js";
import { groupingWords } from "./grouping_words.js";
import { PlotFrame, heightLines, letters } from "./plot_frame.js";
import { decimal } from "./words.js";

/** @typedef {import("./types.js").Run} Run */
/** @typedef {Run["candidates"][number]} Candidate */

const MARGINS = { left: 42, right: 14, top: 16, bottom: 24 };

/** The best of what was tried, and the next best; none where no silhouette is defined. @param {Candidate[]} candidates */
export function bestOf(candidates) {
  const defined = candidates.flatMap(({ clusters, silhouette }) => (silhouette === null ? [] : [{ clusters, silhouette }]));
  return defined.sort((one, other) => other.silhouette - one.silhouette || one.clusters - other.clusters);
}

export class CandidatesCurve {
  /** @type {Run | null} */
  #run = null;

  /** @param {(clusters: number) => void} take so many groups */
  constructor(take) {
    this.take = take;
    this.frame = new PlotFrame(need("tried-plot", HTMLElement), MARGINS, (box) => this.#paint(box));
  }

  /** @param {Run} run */
  show(run) {
    const { candidates } = run;
    need("tried", HTMLElement).hidden = candidates.length < 2;
    this.#run = candidates.length < 2 ? null : run;
    if (!this.#run) return;
    const [best, next = null] = bestOf(candidates);
    const finding = best ? groupingWords.triedFinding(best.clusters, best.silhouette, next?.clusters ?? null, next?.silhouette ?? 0) : groupingWords.triedNone;
    need("tried-finding", HTMLElement).textContent = finding;
    this.frame.label(finding);
    need("tried-list", HTMLElement).replaceChildren(...candidates.map(({ clusters, silhouette }) => {
      const button = make("button", { type: "button", class: "quiet", text: String(clusters), title: groupingWords.tried(clusters, silhouette), "aria-label": groupingWords.tried(clusters, silhouette), "aria-pressed": String(clusters === this.#found()) });
      button.addEventListener("click", () => this.take(clusters));
      return button;
    }));
    this.frame.redraw();
  }

  #found() {
    return new Set(this.#run?.clusters.filter((label) => label >= 0)).size;
  }

  /** @param {import("./plot_frame.js").Box} box @returns {SVGElement[]} */
  #paint(box) {
    const defined = bestOf(this.#run?.candidates ?? []).sort((one, other) => one.clusters - other.clusters);
    if (defined.length === 0) return [];
    const values = defined.map(({ silhouette }) => silhouette);
    const [low, high] = [Math.min(0, ...values), Math.max(0.1, ...values) * 1.1];
    const [first, last] = [defined[0].clusters, defined[defined.length - 1].clusters];
    const x = (/** @type {number} */ clusters) => box.left + 8 + ((clusters - first) / Math.max(1, last - first)) * (box.right - box.left - 16);
    const y = (/** @type {number} */ value) => box.bottom - ((value - low) / (high - low)) * (box.bottom - box.top);
    const found = this.#found();
    return [
      ...heightLines(box, ticks(low, high, 4), y, (value) => decimal(value)),
      draw("path", { class: "reach-curve", d: defined.map(({ clusters, silhouette }, at) => `${at === 0 ? "M" : "L"}${x(clusters).toFixed(1)} ${y(silhouette).toFixed(1)}`).join("") }),
      ...defined.flatMap(({ clusters, silhouette }) => [
        draw("circle", { class: clusters === found ? "tried-mark found" : "tried-mark", cx: x(clusters).toFixed(1), cy: y(silhouette).toFixed(1), r: clusters === found ? 6 : 4 }),
        letters(String(clusters), x(clusters), box.height - 7, { class: clusters === found ? "plot-figure strong" : "plot-figure", "text-anchor": "middle" }),
      ]),
    ];
  }
}
