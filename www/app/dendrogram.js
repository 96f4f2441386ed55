// @ts-check
/** The tree of an agglomerative grouping, and the line that cuts it. Where the line is let go, the tree is cut anew. */

import { ticks } from "./axis_ticks.js";
import { CutLine } from "./cut_line.js";
import { Tree } from "./dendrogram_tree.js";
import { draw, need } from "./dom.js";
import { distance, groupingWords } from "./grouping_words.js";
import { PlotFrame, heightLines, letters, pointing } from "./plot_frame.js";

/** @typedef {import("./types.js").Run} Run */
/** @typedef {import("./plot_frame.js").Box} Box */

const MARGINS = { left: 46, right: 10, top: 14, bottom: 22 };
/** Below the leaves, where there is room for names; and how broad a leaf must be for one. */
const [NAMES, BROAD] = [104, 14];
/** So many songs of a bunch are named. */
const NAMED = 4;

export class Dendrogram {
  /** @type {{run: Run, tree: Tree, groups: number, shown: number, labels: Int32Array} | null} `groups` of the run; `shown` and `labels` of the line as it is */
  #state = null;
  /** @type {ReturnType<Tree["drawn"]>} */
  #drawn = { tips: [], joins: [] };
  #at = -1;
  /** Whether heights are drawn as their roots. */
  #steep = false;

  /**
   * @param {object} hands
   * @param {(label: number) => string} hands.colour
   * @param {(run: Run, row: number) => string} hands.title
   * @param {(run: Run, row: number) => void} hands.choose
   * @param {(groups: number) => void} hands.cut into so many groups
   * @param {[number, number]} range of numbers of groups that can be asked for
   */
  constructor(hands, range) {
    this.hands = hands;
    this.range = range;
    const plot = need("tree-plot", HTMLElement);
    this.frame = new PlotFrame(plot, { ...MARGINS }, (box) => this.#paint(box), () => this.line.place());
    this.line = new CutLine(plot, {
      label: groupingWords.cut,
      toY: (height) => this.#y(height),
      toValue: (y) => this.#height(y),
      step: (height, steps) => this.#step(height, steps),
      said: (height) => ({ short: groupingWords.groups(this.#groupsAt(height)), long: groupingWords.cutAt(this.#groupsAt(height), height) }),
      preview: (height) => this.#preview(this.#groupsAt(height)),
      commit: (height) => this.#commit(this.#groupsAt(height)),
    });
    const said = pointing(plot, (x) => this.#pointAt(x), (x) => {
      const tip = this.#tipAt(x);
      const [row] = tip && this.#state && tip.size === 1 ? this.#state.tree.rowsOf(tip.node) : [];
      if (row !== undefined && this.#state) this.hands.choose(this.#state.run, row);
    });
    plot.after(said);
    plot.addEventListener("pointerleave", () => this.#pointAt(-1));
    need("tree-longest", HTMLButtonElement).addEventListener("click", () => this.#state && this.#commit(this.#state.tree.longest(this.#most())));
  }

  /** @param {Run} run */
  show(run) {
    const { dendrogram } = run;
    need("tree", HTMLElement).hidden = !dendrogram || dendrogram.rows < 2;
    if (!dendrogram || dendrogram.rows < 2) {
      this.#state = null;
      return;
    }
    const known = this.#state?.run.dendrogram === dendrogram ? this.#state.tree : null;
    const tree = known ?? new Tree(dendrogram);
    const groups = Math.max(1, new Set(run.clusters.filter((label) => label >= 0)).size);
    this.#state = { run, tree, groups, shown: groups, labels: Int32Array.from(dendrogram.order, (row) => run.clusters[row] ?? -1) };
    this.#at = -1;
    this.#steep = tree.isSteep;
    this.line.show(tree.heightFor(groups), [0, this.#roof]);
    const [low, high] = tree.stretch(tree.longest(this.#most()));
    const best = tree.longest(this.#most());
    this.frame.label(groupingWords.treeLabel(tree.rows, groups, best, low, high));
    this.#drawn = tree.drawn(groups);
    need("tree-finding", HTMLElement).textContent = [groupingWords.treeFinding(best, low, high), this.#drawn.tips.length < tree.rows ? groupingWords.treeShort(this.#drawn.tips.length, tree.rows) : ""].filter(Boolean).join(" ");
    need("tree-axis", HTMLElement).textContent = `${groupingWords.linkages[String(run.settings["linkage"])] ?? groupingWords.linkages["ward"]}${this.#steep ? groupingWords.roots : ""}`;
    const button = need("tree-longest", HTMLButtonElement);
    button.textContent = groupingWords.treeLongest(best);
    button.hidden = best === groups;
    this.frame.redraw();
  }

  recolour() {
    this.frame.redraw();
  }

  /** The line gets the visitor's keys. */
  focus() {
    this.line.element.focus();
  }

  #most() {
    return Math.min(this.range[1], 12);
  }

  /** @param {number} height */
  #groupsAt(height) {
    const state = this.#state;
    if (!state) return 1;
    // The run's own cut may lie between joins of one height, where no line can go.
    const groups = height === state.tree.heightFor(state.groups) ? state.groups : state.tree.groupsAt(height);
    return Math.max(this.range[0], Math.min(this.range[1], groups));
  }

  /** @param {number} height @param {number} steps */
  #step(height, steps) {
    const tree = this.#state?.tree;
    if (!tree) return height;
    const clamp = (/** @type {number} */ groups) => Math.max(this.range[0], Math.min(this.range[1], tree.rows, groups));
    let groups = clamp(this.#groupsAt(height) - steps);
    // Joins of one height are undone together: no line goes between them.
    while (tree.groupsAt(tree.heightFor(groups)) !== groups && clamp(groups - Math.sign(steps)) !== groups) groups -= Math.sign(steps);
    return tree.heightFor(groups);
  }

  /** @param {number} groups */
  #preview(groups) {
    const state = this.#state;
    if (!state || state.shown === groups) return;
    state.shown = groups;
    state.labels = groups === state.groups ? Int32Array.from(state.tree.order, (row) => state.run.clusters[row] ?? -1) : state.tree.labels(Math.min(groups, state.tree.rows));
    this.frame.redraw();
  }

  /** @param {number} groups */
  #commit(groups) {
    const state = this.#state;
    if (!state) return;
    this.#preview(groups);
    this.line.show(state.tree.heightFor(groups), [0, this.#roof]);
    if (groups !== state.groups || state.run.settings["clusters"] === "auto") this.hands.cut(groups);
  }

  /** The greatest height that is drawn. */
  get #roof() {
    return (this.#state?.tree.top ?? 1) * 1.08 || 1;
  }

  /** @param {number} height */
  #y(height) {
    const { top, bottom } = this.frame.box;
    return bottom - (Math.max(0, Math.min(1, height / this.#roof)) ** (this.#steep ? 0.5 : 1)) * (bottom - top);
  }

  /** @param {number} y */
  #height(y) {
    const { top, bottom } = this.frame.box;
    return Math.max(0, Math.min(1, (bottom - y) / Math.max(1, bottom - top))) ** (this.#steep ? 2 : 1) * this.#roof;
  }

  /** Round heights, as many as have room. */
  #ticks() {
    const far = ticks(0, this.#roof);
    if (!this.#steep) return far;
    const near = ticks(0, far[1] ?? 0, 2);
    const all = [...far, ...near, ...ticks(0, near[1] ?? 0, 3)].sort((one, other) => other - one);
    /** @type {number[]} */
    const kept = [];
    for (const height of all) if (kept.length === 0 || this.#y(height) - this.#y(kept[kept.length - 1]) >= 20) kept.push(height);
    return kept;
  }

  /** @param {number} x */
  #tipAt(x) {
    const { left, right } = this.frame.box;
    const { tips } = this.#drawn;
    return x < left || x > right ? undefined : tips[Math.floor(((x - left) / (right - left)) * tips.length)];
  }

  /** @param {number} x @returns {string | null} */
  #pointAt(x) {
    const tip = this.#tipAt(x);
    const at = tip ? this.#drawn.tips.indexOf(tip) : -1;
    if (at !== this.#at) {
      this.#at = at;
      this.frame.redraw();
    }
    if (!tip || !this.#state) return null;
    const { run, tree } = this.#state;
    const names = [...tree.rowsOf(tip.node).slice(0, NAMED)].map((row) => this.hands.title(run, row));
    return tip.size === 1 ? names.join("") : groupingWords.bunch(tip.size, names);
  }

  /** @param {Box} box @returns {SVGElement[]} */
  #paint(box) {
    const state = this.#state;
    if (!state) return [];
    const { run, tree, labels } = state;
    const { tips, joins } = this.#drawn;
    const slot = (box.right - box.left) / tips.length;
    const named = tips.length === tree.rows && slot >= BROAD;
    const wanted = named ? NAMES : MARGINS.bottom;
    if (this.frame.margins.bottom !== wanted) {
      this.frame.margins.bottom = wanted;
      this.frame.redraw();
    }
    const x = (/** @type {number} */ at) => box.left + at * slot;
    const [y, foot] = [(/** @type {number} */ height) => this.#y(height), box.bottom];
    const colour = (/** @type {number} */ node) => {
      const label = tree.labelOf(node, labels, state.shown);
      return label === null ? "var(--ink-soft)" : this.hands.colour(label);
    };
    const pointed = tips[this.#at];
    return [
      ...heightLines(box, this.#ticks(), y, distance),
      ...(pointed ? [draw("rect", { class: "plot-pointed", x: (x(pointed.at) - slot / 2).toFixed(1), y: box.top, width: slot.toFixed(1), height: foot - box.top })] : []),
      ...joins.map(({ node, height, from: [left, right], down }) =>
        draw("path", { class: "tree-join", stroke: colour(node), d: `M${x(left).toFixed(1)} ${y(down[0]).toFixed(1)}V${y(height).toFixed(1)}H${x(right).toFixed(1)}V${y(down[1]).toFixed(1)}` })),
      ...tips.flatMap(({ node, at, height, size }) => {
        if (size === 1) {
          const mark = draw("rect", { x: (x(at) - Math.min(4, slot * 0.35)).toFixed(1), y: foot + 2, width: Math.min(8, slot * 0.7).toFixed(1), height: 7, fill: colour(node) });
          if (!named) return [mark];
          const name = this.hands.title(run, tree.rowsOf(node)[0]);
          return [mark, letters(shorten(name), 0, 0, { class: "plot-figure", "text-anchor": "end", transform: `translate(${(x(at) + 4).toFixed(1)} ${foot + 14}) rotate(-90)` })];
        }
        const half = Math.max(1, slot * 0.36);
        return [
          draw("path", { class: "tree-bunch", fill: colour(node), d: `M${x(at).toFixed(1)} ${y(height).toFixed(1)}L${(x(at) + half).toFixed(1)} ${foot}H${(x(at) - half).toFixed(1)}Z` }),
          ...(slot >= 7.5 * String(size).length ? [letters(String(size), x(at), foot + 15, { class: "plot-figure", "text-anchor": "middle" })] : []),
        ];
      }),
    ];
  }
}

/** A name short enough to stand below a leaf. @param {string} name */
const shorten = (name) => ([...name].length > 15 ? `${[...name].slice(0, 14).join("")}…` : name);
