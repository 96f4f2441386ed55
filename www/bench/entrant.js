// @ts-check
/** Someone whose epochs are timed, round by round. */
import { median } from "./plan.js";

/** @typedef {import("./learning.js").Learned} Learned */

/**
 * Milliseconds of an epoch.
 * @typedef {object} Time
 * @property {number} wall   by the clock, in the best round: whatever else the machine does adds to it
 * @property {number | null} cpu   of processor time, the median of all rounds; null where no one can tell
 */

/** Work of this length warms up a learner: by then the browser has compiled it as well as it can. */
const WARM_UP = 1500;
/** Milliseconds after which the slow need not come again, but twice all must. */
const PATIENCE = 20_000;

export class Entrant {
  #learn;
  #epochs = 1;
  #rounds = 2;
  /** @type {number[]} */ #walls = [];
  /** @type {number[]} */ #cpus = [];

  /** @param {(epochs: number) => Promise<Learned>} learn */
  constructor(learn) {
    this.#learn = learn;
  }

  /** Learns for a while, and finds out how many epochs a round should have. @param {{warm: boolean, batch: number}} options */
  async warmUp({ warm, batch }) {
    const lengths = [];
    do {
      lengths.push(...(await this.#learn(1)).milliseconds);
    } while (warm && sum(lengths) < WARM_UP);
    const length = median(lengths);
    this.#epochs = Math.max(1, Math.round(batch / length));
    this.#rounds = Math.max(2, Math.floor(PATIENCE / (this.#epochs * length)));
  }

  /** @param {number} round  0-based @param {(() => Promise<number>) | undefined} cpuSeconds */
  async round(round, cpuSeconds) {
    if (round >= this.#rounds) return;
    const before = await cpuSeconds?.();
    const { milliseconds, processor } = await this.#learn(this.#epochs);
    const after = await cpuSeconds?.();
    this.#walls.push(sum(milliseconds) / this.#epochs);
    if (processor) this.#cpus.push(sum(processor) / this.#epochs);
    else if (before !== undefined && after !== undefined) this.#cpus.push((1000 * (after - before)) / this.#epochs);
  }

  /** @returns {Time} */
  time() {
    return { wall: Math.min(...this.#walls), cpu: this.#cpus.length > 0 ? median(this.#cpus) : null };
  }
}

/** @param {number[]} values */
const sum = (values) => values.reduce((total, value) => total + value, 0);
