// @ts-check
/** A tree of joins: where it can be cut, which groups that gives, and what of it there is room to draw. No document here. */

/** @typedef {import("./types.js").Dendrogram} Dendrogram */
/** @typedef {{node: number, at: number, height: number, size: number}} Tip what has nothing drawn below it; `at` counts tips from the left, from 0.5 */
/** @typedef {{node: number, at: number, height: number, from: [number, number], down: [number, number]}} Join two branches: where each begins, and how low each comes */

/** Up to so many leaves are drawn one by one. */
const MOST_LEAVES = 150;
/** Of a larger tree, so many branches. */
const BRANCHES = 61;

export class Tree {
  /** Rows of the tree. */
  rows;
  /** Height of each join, ascending. @type {Float64Array} */
  heights;
  #left;
  #right;
  /** Of each node: where its rows begin in the order, how many they are, and the first of them by number. */
  #start;
  #size;
  #first;

  /** @param {Dendrogram} dendrogram with at least one join */
  constructor({ rows, merges, order }) {
    const joins = rows - 1;
    this.rows = rows;
    this.order = order;
    this.heights = Float64Array.from({ length: joins }, (_, join) => merges[4 * join + 2]);
    this.#left = Uint32Array.from({ length: joins }, (_, join) => merges[4 * join]);
    this.#right = Uint32Array.from({ length: joins }, (_, join) => merges[4 * join + 1]);
    this.#start = new Uint32Array(rows + joins);
    this.#size = new Uint32Array(rows + joins).fill(1);
    this.#first = new Uint32Array(rows + joins);
    order.forEach((row, place) => {
      this.#start[row] = place;
      this.#first[row] = row;
    });
    for (let join = 0; join < joins; join += 1) {
      const [node, left, right] = [rows + join, this.#left[join], this.#right[join]];
      this.#start[node] = Math.min(this.#start[left], this.#start[right]);
      this.#size[node] = this.#size[left] + this.#size[right];
      this.#first[node] = Math.min(this.#first[left], this.#first[right]);
    }
  }

  /** The height of the last join. */
  get top() {
    return this.heights[this.heights.length - 1];
  }

  /** The rows of a node, from left to right. @param {number} node */
  rowsOf(node) {
    return this.order.subarray(this.#start[node], this.#start[node] + this.#size[node]);
  }

  /** How many groups a cut at this height leaves. @param {number} height */
  groupsAt(height) {
    let [low, high] = [0, this.heights.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.heights[middle] > height) high = middle;
      else low = middle + 1;
    }
    return this.heights.length - low + 1;
  }

  /** The stretch of heights at which a cut leaves so many groups; without length where joins are equally high. @param {number} groups @returns {[number, number]} */
  stretch(groups) {
    const undone = this.rows - groups;
    return [undone > 0 ? this.heights[undone - 1] : 0, this.heights[undone] ?? this.top * 1.08];
  }

  /** The middle of that stretch. @param {number} groups */
  heightFor(groups) {
    const [low, high] = this.stretch(groups);
    return (low + high) / 2;
  }

  /** From two groups to so many: the number with the longest stretch. @param {number} most */
  longest(most) {
    let [best, length] = [2, -1];
    for (let groups = 2; groups <= Math.min(most, this.rows - 1); groups += 1) {
      const [low, high] = this.stretch(groups);
      if (high - low > length) [best, length] = [groups, high - low];
    }
    return best;
  }

  /** Whether the last joins are so high that those below them, where one may want to cut, would lie flat on the ground. */
  get isSteep() {
    return this.stretch(Math.min(8, Math.ceil(this.rows / 2)))[1] < 0.15 * this.top;
  }

  /**
   * The group of each place in the order when so many are left: by size from 0 on, of two of one size the one with the first
   * row (as `number_by_size`, src/clustering/labels.rs).
   * @param {number} groups
   * @returns {Int32Array}
   */
  labels(groups) {
    const last = this.rows - groups;
    const roots = groups === 1 ? [2 * this.rows - 2] : [];
    // What was joined by the joins that are undone, and is no such join itself.
    for (let join = last; join < this.heights.length; join += 1) for (const node of [this.#left[join], this.#right[join]]) if (node < this.rows + last) roots.push(node);
    roots.sort((one, other) => this.#size[other] - this.#size[one] || this.#first[one] - this.#first[other]);
    const labels = new Int32Array(this.rows);
    roots.forEach((node, label) => labels.fill(label, this.#start[node], this.#start[node] + this.#size[node]));
    return labels;
  }

  /** A node's group; null where its rows are in several. @param {number} node @param {Int32Array} labels by place @param {number} groups */
  labelOf(node, labels, groups) {
    return node - this.rows < this.rows - groups ? labels[this.#start[node]] : null;
  }

  /**
   * What is drawn: the whole tree, or its upper branches with bunches below them.
   * @param {number} groups as many branches at least are to be told apart
   * @returns {{tips: Tip[], joins: Join[]}}
   */
  drawn(groups) {
    const branches = this.rows <= MOST_LEAVES ? this.rows : Math.min(MOST_LEAVES, Math.max(BRANCHES, 2 * groups));
    const lowest = this.rows - branches;
    const heightOf = (/** @type {number} */ node) => (node < this.rows ? 0 : this.heights[node - this.rows]);
    /** @type {number[]} */
    const nodes = [];
    for (let join = lowest; join < this.heights.length; join += 1) for (const node of [this.#left[join], this.#right[join]]) if (node < this.rows + lowest) nodes.push(node);
    nodes.sort((one, other) => this.#start[one] - this.#start[other]);
    const tips = nodes.map((node, place) => ({ node, at: place + 0.5, height: heightOf(node), size: this.#size[node] }));
    const places = new Map(tips.map(({ node, at }) => [node, at]));
    /** @type {Join[]} */
    const joins = [];
    for (let join = lowest; join < this.heights.length; join += 1) {
      const ends = [this.#left[join], this.#right[join]].sort((one, other) => this.#start[one] - this.#start[other]);
      const [from, to] = ends.map((node) => places.get(node) ?? 0);
      const at = (from + to) / 2;
      places.set(this.rows + join, at);
      joins.push({ node: this.rows + join, at, height: this.heights[join], from: [from, to], down: [heightOf(ends[0]), heightOf(ends[1])] });
    }
    return { tips, joins };
  }
}
