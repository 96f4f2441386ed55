// @ts-check
/** Someone who does one task at one size after the other, and how long that takes. */
import { median } from "./plan.js";

/** @typedef {import("./answer.js").Answer} Answer */
/** @typedef {import("./answer.js").Order} Order */
/** @typedef {import("./entrant.js").Time} Time */

/**
 * Whoever does what an order says, in this tab or outside; outside, processor time is known to whoever does it.
 * @typedef {(order: Order) => Promise<Answer & {processor?: number[], versions?: string[]}>} Ask
 */

/** Milliseconds that a size may be expected to take. */
const PATIENCE = 60_000;
/** Milliseconds of work that warm up a task, before its first size counts. */
const WARM_UP = 400;
/** Runs at once that warm up, at most: by then the browser has compiled whatever is so quick. */
const MOST_WARMING = 256;
/** Milliseconds below which a browser's clock may say nothing. */
const SHORTEST = 0.1;

export class Contender {
  #task;
  #ask;
  /** What the sizes took so far, in ascending order. @type {{size: number, took: number}[]} */ #past = [];
  /** The size at work. */ #size = 0;
  /** @type {number[]} */ #walls = [];
  /** @type {number[]} */ #cpus = [];
  /** How often a round does the work, and how many rounds there are after the first. */ #repetitions = 1;
  #rounds = 0;

  /** @param {string} task @param {Ask} ask */
  constructor(task, ask) {
    this.#task = task;
    this.#ask = ask;
  }

  /**
   * Milliseconds that a size will take, by the sizes before (on a machine with nothing else to do, if processor time is
   * known): quadratic in the songs until two are known.
   * @param {number} size
   */
  expected(size) {
    const [last, before] = this.#past.toReversed();
    if (last === undefined) return 0;
    const power = before ? Math.log(last.took / before.took) / Math.log(last.size / before.size) : 2;
    return last.took * (size / last.size) ** Math.min(3, Math.max(1, power));
  }

  /** Whether a size is too large to wait for. @param {number} size */
  isTooSlow(size) {
    return this.expected(size) > PATIENCE;
  }

  /**
   * The first run at a size, which decides how many more there will be.
   * @param {number} size
   * @param {{rounds: number, round: number, warm: boolean, cpuSeconds: (() => Promise<number>) | undefined}} options
   */
  async begin(size, { rounds, round, warm, cpuSeconds }) {
    this.#size = size;
    [this.#walls, this.#cpus, this.#repetitions, this.#rounds] = [[], [], 1, 0];
    await this.#ask({ task: this.#task, size, repetitions: 0 });
    const isNew = this.#past.length === 0;
    for (let [spent, repetitions] = [0, 1]; warm && isNew && spent < WARM_UP && repetitions <= MOST_WARMING; repetitions *= 2) {
      spent += sum((await this.#ask({ task: this.#task, size, repetitions })).milliseconds);
    }
    const answer = await this.round(cpuSeconds);
    const wall = Math.max(this.#walls[0], SHORTEST);
    this.#past.push({ size, took: Math.max(this.#cpus[0] ?? wall, SHORTEST) });
    this.#repetitions = Math.max(1, Math.round(round / wall));
    this.#rounds = Math.min(rounds, Math.floor((rounds * round) / wall));
    // A short run says little about processor time, which is kept in steps; rounds say more.
    if (this.#rounds > 0) [this.#walls, this.#cpus] = [[], []];
    return answer;
  }

  /** Rounds that are left to do. */
  get rounds() {
    return this.#rounds;
  }

  /** Does the work as often as a round has it. @param {(() => Promise<number>) | undefined} cpuSeconds */
  async round(cpuSeconds) {
    const before = await cpuSeconds?.();
    const answer = await this.#ask({ task: this.#task, size: this.#size, repetitions: this.#repetitions });
    const after = await cpuSeconds?.();
    this.#walls.push(...answer.milliseconds);
    if (answer.processor) this.#cpus.push(...answer.processor);
    else if (before !== undefined && after !== undefined) this.#cpus.push((1000 * (after - before)) / this.#repetitions);
    return answer;
  }

  /** @returns {Time} */
  time() {
    return { wall: median(this.#walls), cpu: this.#cpus.length > 0 ? median(this.#cpus) : null };
  }
}

/** @param {number[]} values */
const sum = (values) => values.reduce((total, value) => total + value, 0);
