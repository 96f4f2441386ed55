// @ts-check
/** How far each song's neighbours are, sorted, and the line that is DBSCAN's reach. Where it is let go, the groups are found anew. */

import { ticks } from "./axis_ticks.js";
import { CutLine } from "./cut_line.js";
import { draw, need } from "./dom.js";
import { elbow, tidy } from "./elbow.js";
import { distance, groupingWords } from "./grouping_words.js";
import { PlotFrame, heightLines, letters } from "./plot_frame.js";

/** @typedef {import("./types.js").Run} Run */
/** @typedef {import("./plot_frame.js").Box} Box */

const MARGINS = { left: 46, right: 10, top: 14, bottom: 26 };
/** So many points are enough for a smooth line. */
const POINTS = 500;
/** Steps of the keys from the bottom of the plot to its top. */
const STEPS = 50;

export class KDistance {
  /** @type {{run: Run, values: Float64Array, eps: number, shown: number, bend: ReturnType<typeof elbow>, most: number} | null} */
  #state = null;

  /**
   * @param {(eps: number) => void} take the reach is this
   * @param {[number, number]} range of reaches that can be asked for
   */
  constructor(take, range) {
    this.take = take;
    this.range = range;
    const plot = need("reach-plot", HTMLElement);
    this.frame = new PlotFrame(plot, MARGINS, (box) => this.#paint(box), () => this.line.place());
    this.line = new CutLine(plot, {
      label: groupingWords.reach,
      toY: (eps) => this.#y(eps),
      toValue: (y) => this.#eps(y),
      step: (eps, steps) => this.#clamp(eps + (steps * (this.#state?.most ?? 1)) / STEPS),
      said: (eps) => ({ short: groupingWords.reachShort(eps), long: groupingWords.reachAt(eps, this.#cores(eps), this.#state?.values.length ?? 0) }),
      preview: (eps) => this.#preview(eps),
      commit: (eps) => this.#commit(eps),
    });
    need("reach-bend", HTMLButtonElement).addEventListener("click", () => {
      const bend = this.#state?.bend;
      if (bend) this.#commit(bend.value);
    });
  }

  /** @param {Run} run */
  show(run) {
    const values = run.k_distances;
    need("reach", HTMLElement).hidden = !values || values.length < 2;
    if (!values || values.length < 2) {
      this.#state = null;
      return;
    }
    const eps = Number(run.settings["dbscan_eps"]);
    const used = run.eps_used ?? eps;
    const top = values[values.length - 1];
    // A reach far above all distances would press the curve to the ground.
    const most = Math.max(top, Math.min(Math.max(eps, used), top * 1.6)) * 1.08 || 1;
    const bend = elbow(values);
    this.#state = { run, values, eps, shown: eps, bend, most };
    this.line.show(eps, [0, Math.max(most, eps)]);
    this.frame.label(`${groupingWords.reachLabel(values.length, values[0], top)} ${this.#finding()}`);
    need("reach-why", HTMLElement).textContent = groupingWords.reachWhy(Number(run.settings["dbscan_min_samples"]));
    need("reach-finding", HTMLElement).textContent = this.#finding();
    const button = need("reach-bend", HTMLButtonElement);
    button.hidden = !bend || tidy(bend.value) === tidy(eps);
    if (bend) button.textContent = groupingWords.bendTake(tidy(bend.value));
    this.#say(eps);
    this.frame.redraw();
  }

  /** The line gets the visitor's keys. */
  focus() {
    this.line.element.focus();
  }

  #finding() {
    const { bend, values } = this.#state ?? {};
    return bend && values ? groupingWords.bendFinding(tidy(bend.value), bend.at / (values.length - 1)) : groupingWords.noBend;
  }

  /** How many songs have enough others within reach. @param {number} eps */
  #cores(eps) {
    return coresWithin(this.#state?.values ?? new Float64Array(), eps);
  }

  /** @param {number} eps */
  #say(eps) {
    need("reach-said", HTMLElement).textContent = groupingWords.reachAt(eps, this.#cores(eps), this.#state?.values.length ?? 0);
  }

  /** @param {number} eps */
  #preview(eps) {
    if (!this.#state) return;
    this.#state.shown = eps;
    this.#say(eps);
    this.frame.redraw();
  }

  /** @param {number} eps */
  #commit(eps) {
    const state = this.#state;
    if (!state) return;
    const reach = tidy(this.#clamp(eps));
    this.#preview(reach);
    this.line.show(reach, [0, state.most]);
    if (reach !== state.eps) this.take(reach);
  }

  /** @param {number} eps */
  #clamp(eps) {
    const most = this.#state?.most ?? 1;
    return Math.max(this.range[0], most / 1000, Math.min(this.range[1], most, eps));
  }

  /** @param {number} eps */
  #y(eps) {
    const { top, bottom } = this.frame.box;
    const most = this.#state?.most ?? 1;
    return bottom - (Math.max(0, Math.min(most, eps)) / most) * (bottom - top);
  }

  /** @param {number} y */
  #eps(y) {
    const { top, bottom } = this.frame.box;
    return this.#clamp(((bottom - y) / Math.max(1, bottom - top)) * (this.#state?.most ?? 1));
  }

  /** @param {Box} box @returns {SVGElement[]} */
  #paint(box) {
    const state = this.#state;
    if (!state) return [];
    const { values, most, bend, shown, eps, run } = state;
    const last = values.length - 1;
    const [x, y] = [(/** @type {number} */ at) => box.left + (at / last) * (box.right - box.left), (/** @type {number} */ value) => this.#y(value)];
    const path = (/** @type {number} */ from, /** @type {number} */ to) => {
      const step = Math.max(1, Math.floor((to - from) / POINTS));
      let line = "";
      for (let at = from; at <= to; at = at === to ? to + 1 : Math.min(to, at + step)) line += `${line === "" ? "M" : "L"}${x(at).toFixed(1)} ${y(values[at]).toFixed(1)}`;
      return line;
    };
    const cores = this.#cores(shown);
    const used = run.eps_used;
    return [
      ...heightLines(box, ticks(0, most), y, distance),
      letters(groupingWords.reachAxis, (box.left + box.right) / 2, box.height - 6, { class: "plot-figure", "text-anchor": "middle" }),
      draw("path", { class: "reach-curve", d: path(0, last) }),
      ...(cores > 0 ? [draw("path", { class: "reach-dense", d: cores === 1 ? `M${x(0)} ${y(values[0])}h1` : path(0, cores - 1) })] : []),
      ...(bend ? [
        draw("circle", { class: "reach-bend", cx: x(bend.at).toFixed(1), cy: y(bend.value).toFixed(1), r: 5 }),
        letters(groupingWords.bend(tidy(bend.value)), x(bend.at) + (bend.at > last / 2 ? -11 : 11), y(bend.value) - 8, { class: "plot-figure", "text-anchor": bend.at > last / 2 ? "end" : "start" }),
      ] : []),
      ...(used !== null && tidy(used) !== tidy(eps) ? [
        draw("path", { class: "reach-used", d: `M${box.left} ${y(used).toFixed(1)}H${box.right}` }),
        letters(groupingWords.used(used), box.right - 4, y(used) - 5, { class: "plot-figure strong halo", "text-anchor": "end" }),
      ] : []),
    ];
  }
}

/** How many of ascending values are at most so large. @param {Float64Array} values @param {number} eps */
export function coresWithin(values, eps) {
  let [low, high] = [0, values.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (values[middle] <= eps) low = middle + 1;
    else high = middle;
  }
  return low;
}
