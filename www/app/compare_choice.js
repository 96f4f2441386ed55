// @ts-check
/** Which runs lie side by side: up to four, in the order of their numbers. */

/** @typedef {import("./types.js").Run} Run */

/** So many can be looked at together. */
export const MOST_COMPARED = 4;

/** Event: "change". */
export class CompareChoice extends EventTarget {
  /** @type {Run[]} */
  runs = [];

  /** @param {Run} run */
  has(run) {
    return this.runs.includes(run);
  }

  /** @param {Run} run @returns {boolean} false: there are as many as there can be */
  add(run) {
    if (this.has(run)) return true;
    if (this.runs.length >= MOST_COMPARED) return false;
    this.set([...this.runs, run]);
    return true;
  }

  /** @param {Run} run */
  remove(run) {
    this.set(this.runs.filter((other) => other !== run));
  }

  /** Only runs that are still there can be compared. @param {Run[]} there */
  keep(there) {
    const kept = this.runs.filter((run) => there.includes(run));
    if (kept.length < this.runs.length) this.set(kept);
  }

  /** @param {Run[]} runs */
  set(runs) {
    this.runs = runs.slice(0, MOST_COMPARED).sort((one, other) => one.number - other.number);
    this.dispatchEvent(new Event("change"));
  }
}
