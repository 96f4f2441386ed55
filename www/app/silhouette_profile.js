// @ts-check
/** How well each song sits in its group: a bar a song, group by group, and by name the songs at a border. */

import { ticks } from "./axis_ticks.js";
import { draw, icon, make, need } from "./dom.js";
import { groupingWords } from "./grouping_words.js";
import { PlotFrame, heightLines, letters, pointing } from "./plot_frame.js";
import { metric } from "./report_words.js";
import { profiles, weakest } from "./silhouette_bars.js";
import { decimal, whole, words } from "./words.js";

/** @typedef {import("./types.js").Run} Run */
/** @typedef {import("./types.js").Track} Track */
/** @typedef {import("./plot_frame.js").Box} Box */

const MARGINS = { left: 38, right: 10, top: 22, bottom: 22 };
/** CSS pixels between groups; and those of a bar, at least. */
const [GAP, BAR] = [6, 2];
/** So many songs at a border are named. */
const NAMED = 5;

export class SilhouetteProfile {
  /** @type {Run | null} */
  #run = null;
  /** Where each bar is. @type {{left: number, right: number, label: number, value: number, row: number}[]} */
  #places = [];

  /**
   * @param {object} hands
   * @param {(label: number) => string} hands.colour
   * @param {(label: number) => SVGElement} hands.mark
   * @param {(run: Run, row: number) => string} hands.title
   * @param {(run: Run, row: number) => Track | undefined} hands.track
   * @param {(run: Run, row: number) => void} hands.choose
   */
  constructor(hands) {
    this.hands = hands;
    const plot = need("profile-plot", HTMLElement);
    this.frame = new PlotFrame(plot, MARGINS, (box) => this.#paint(box));
    const at = (/** @type {number} */ x) => this.#places.find(({ left, right }) => x >= left && x < right);
    plot.after(pointing(plot, (x) => {
      const place = at(x);
      return place && this.#run ? groupingWords.profileAt(hands.title(this.#run, place.row), place.label, this.#run.silhouettes[place.row] ?? place.value) : null;
    }, (x) => {
      const place = at(x);
      if (place && this.#run) hands.choose(this.#run, place.row);
    }));
  }

  /** @param {Run} run */
  show(run) {
    const scored = run.silhouettes.filter((value) => value !== null);
    need("profile", HTMLElement).hidden = scored.length === 0;
    this.#run = scored.length === 0 ? null : run;
    if (!this.#run) return;
    const groups = profiles(run.silhouettes, run.clusters, 1);
    const sorted = [...groups].sort((one, other) => other.mean - one.mean);
    const below = scored.filter((value) => value < 0).length;
    const mean = metric(run, "silhouette") ?? scored.reduce((sum, value) => sum + value, 0) / scored.length;
    const finding = groups.length > 1 ? groupingWords.profileFinding(sorted[0], sorted[sorted.length - 1]) : "";
    this.frame.label(`${groupingWords.profileLabel(mean, groups.length, below, scored.length)} ${finding}`.trim());
    need("profile-finding", HTMLElement).textContent = `${groupingWords.mean(mean)} ${finding}`.trim();
    need("profile-table", HTMLElement).replaceChildren(...groups.map(({ label, size, mean: own }) =>
      make("tr", {}, make("th", { scope: "row" }, this.hands.mark(label), groupingWords.group(label)), make("td", { text: whole(size) }), make("td", { text: decimal(own) }),
        make("td", { text: whole(run.silhouettes.filter((value, row) => value !== null && value < 0 && run.clusters[row] === label).length) }))));
    need("strays-said", HTMLElement).textContent = groupingWords.strays(below);
    need("strays-list", HTMLElement).replaceChildren(...weakest(run.silhouettes, below === 0 ? 3 : Math.min(below, NAMED)).map((row) => this.#stray(run, row)));
    this.frame.redraw();
  }

  recolour() {
    this.frame.redraw();
  }

  /** @param {Run} run @param {number} row */
  #stray(run, row) {
    const name = this.hands.title(run, row);
    const heard = Boolean(this.hands.track(run, row)?.file);
    const value = groupingWords.stray(run.silhouettes[row] ?? 0);
    const button = make("button", { type: "button", "data-row": String(row), "aria-label": `${heard ? words.play(name) : words.show(name)}, ${groupingWords.group(run.clusters[row] ?? -1)}, ${value}` },
      icon(heard ? "play" : "numbers"), this.hands.mark(run.clusters[row] ?? -1), make("bdi", { text: name }), make("small", { text: value }));
    button.addEventListener("click", () => this.hands.choose(run, row));
    return make("li", {}, button);
  }

  /** @param {Box} box @returns {SVGElement[]} */
  #paint(box) {
    const run = this.#run;
    if (!run) return [];
    const labels = new Set(run.clusters.filter((label) => label >= 0)).size;
    const gap = labels > 20 ? 1 : GAP;
    const room = box.right - box.left - gap * (labels - 1);
    const scored = run.silhouettes.filter((value) => value !== null).length;
    const groups = profiles(run.silhouettes, run.clusters, Math.max(labels, Math.floor(room / BAR)));
    const all = groups.flatMap(({ bars }) => bars.map(({ value }) => value));
    const tenths = (/** @type {number} */ value, /** @type {(value: number) => number} */ round) => round(value * 10) / 10;
    const low = Math.min(0, tenths(Math.min(...all), Math.floor));
    const high = Math.max(0.2, tenths(Math.max(...all), Math.ceil));
    const y = (/** @type {number} */ value) => box.bottom - ((value - low) / (high - low)) * (box.bottom - box.top);
    const wide = room / Math.max(1, all.length);
    const between = wide >= 5 ? Math.min(3, wide * 0.2) : 0;
    need("profile-summed", HTMLElement).textContent = scored > all.length * 1.5 ? groupingWords.profileSummed(scored / all.length) : "";
    this.#places = [];
    let x = box.left;
    const marks = groups.flatMap(({ label, mean, bars }) => {
      const from = x;
      let path = "";
      for (const { value, row } of bars) {
        this.#places.push({ left: x, right: x + wide, label, value, row });
        path += `M${(x + between / 2).toFixed(2)} ${y(0).toFixed(1)}V${y(value).toFixed(1)}H${(x + wide - between / 2).toFixed(2)}V${y(0).toFixed(1)}Z`;
        x += wide;
      }
      const to = x;
      x += gap;
      const middle = (from + to) / 2;
      return [
        draw("path", { class: "profile-bars", fill: this.hands.colour(label), d: path }),
        draw("path", { class: "profile-mean", d: `M${from.toFixed(1)} ${y(mean).toFixed(1)}H${to.toFixed(1)}` }),
        ...(to - from >= 14 ? [letters(String(label + 1), middle, box.bottom + 15, { class: "plot-figure", "text-anchor": "middle" })] : []),
        ...(to - from >= 32 ? [letters(decimal(mean), middle, Math.max(11, y(Math.max(mean, bars[0].value, 0)) - 5), { class: "plot-figure strong", "text-anchor": "middle" })] : []),
      ];
    });
    const mean = metric(run, "silhouette");
    return [
      ...heightLines(box, ticks(low, high, 4), y, (value) => decimal(value, 1)),
      ...marks,
      draw("path", { class: "profile-zero", d: `M${box.left} ${y(0).toFixed(1)}H${box.right}` }),
      ...(mean === null ? [] : [draw("path", { class: "profile-all", d: `M${box.left} ${y(mean).toFixed(1)}H${box.right}` })]),
    ];
  }
}
