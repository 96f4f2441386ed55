// @ts-check
/** Whose training is measured, in which order, and whether all learn the same. */
import { startWorker } from "../app/assets.js";
import { Entrant } from "./entrant.js";
import { PROBLEMS, rowsOf } from "./problems.js";
import { Student } from "./student.js";

/** @typedef {import("./entrant.js").Time} Time */
/** @typedef {import("./learning.js").Learned} Learned */
/** @typedef {import("./learning.js").Losses} Losses */
/** @typedef {import("./problems.js").Problem} Problem */
/** @typedef {import("./student.js").Ask} Ask */

/** Ours, and the product of matrices that everything is measured against. */
export const HERE = "Songscape";
export const PEAK = "best product of matrices";

/** Epochs by which it is seen whether others learn what one worker of ours learns. */
const CHECKED = 3;

/**
 * @typedef {object} Options
 * @property {number} most   songs of a problem at most
 * @property {number} batches   rounds of which the median is taken
 * @property {number} batch   milliseconds of work in a round, about
 * @property {boolean} warm   whether learners are warmed up
 * @property {Record<string, string>} learners   addresses of the workers of peers, by name
 * @property {Record<string, Ask>} outside   peers outside the tab
 * @property {(() => Promise<number>) | undefined} cpuSeconds   processor time that the tab has taken so far
 */

/**
 * An epoch of a problem, or a piece of the yardstick's work.
 * @typedef {object} Trained
 * @property {string} problem
 * @property {string} by
 * @property {number} workers
 * @property {Time | null} time   null if it could not be had
 * @property {string | null} reason   why not
 * @property {number | null} distance   how far a peer's losses are from ours at most, relative, from the same weights; null
 *   where there is no peer
 * @property {boolean} same   whether two workers found the very bits that one finds
 * @property {string | null} version   of a peer outside the page
 */

/** The problems with no more songs than are asked for. @param {{most: number}} options */
export function problems({ most }) {
  return PROBLEMS.map((problem) => ({ ...problem, count: Math.min(problem.count, most) }));
}

/**
 * Measures every problem.
 * @param {Options} options
 * @param {(measured: Trained[], problem: Problem) => void} report  called after each problem
 * @returns {Promise<Trained[]>}
 */
export async function measureTraining(options, report) {
  /** @type {Trained[]} */
  const all = [];
  for (const problem of problems(options)) {
    const measured = await measure(problem, options);
    all.push(...measured);
    report(measured, problem);
  }
  return all;
}

/**
 * All learn at the same time, a round each in turn, so that what else the machine does falls on all alike.
 * @param {Problem} problem
 * @param {Options} options
 * @returns {Promise<Trained[]>}
 */
async function measure(problem, options) {
  const rows = rowsOf(problem);
  /** @type {Student[]} */
  const students = [];
  const student = async (/** @type {() => Worker | Promise<Worker>} */ start) => {
    const started = await Student.start(start);
    students.push(started);
    return started.ask;
  };
  try {
    const ours = () => student(() => startWorker("bench/training_worker.js"));
    const [one, other] = [await ours(), await ours()];
    const two = pair(one, other);
    const same = await learnTheSame(one, two, problem, rows);
    /** @type {{entrant: Entrant, more: Partial<Trained>}[]} */
    const entered = [];
    /** @type {Trained[]} */
    const missing = [];
    const enter = async (/** @type {Ask} */ ask, /** @type {Partial<Trained>} */ more) => {
      const { version } = await ask({ task: "prepare", name: "timed", problem, rows });
      const entrant = new Entrant((count) => ask({ task: "epochs", name: "timed", count }));
      await entrant.warmUp(options);
      entered.push({ entrant, more: { ...more, version: version ?? null } });
    };
    await enter(one, { by: HERE });
    await enter(two, { by: HERE, workers: 2, same });
    await enter(await student(() => startWorker("bench/peak_worker.js")), { by: PEAK });
    for (const by of problem.peers) {
      try {
        const address = options.learners[by];
        const ask = address ? await student(() => new Worker(address, { type: "module" })) : options.outside[by];
        if (ask === undefined) throw new Error("not here");
        await enter(ask, { by, distance: await farthestLosses(one, ask, problem, rows) });
      } catch (error) {
        missing.push({ ...NOTHING, problem: problem.name, by, reason: error instanceof Error ? error.message : String(error) });
      }
    }
    for (let round = 0; round < options.batches; round += 1) {
      for (const { entrant } of entered) await entrant.round(round, options.cpuSeconds);
    }
    const measured = entered.map(({ entrant, more }) => ({ ...NOTHING, problem: problem.name, ...more, time: entrant.time() }));
    return [...measured, ...missing];
  } finally {
    for (const student of students) student.dismiss();
  }
}

/** @type {Trained} */
const NOTHING = { problem: "", by: "", workers: 1, time: null, reason: null, distance: null, same: true, version: null };

/**
 * Two workers as one: each computes half of every batch, and both answer when both are done.
 * @param {Ask} one
 * @param {Ask} other
 * @returns {Ask}
 */
function pair(one, other) {
  return async (order) => {
    const named = { ...order, name: `half ${order.name}` };
    if (named.task === "epochs") return (await Promise.all([one(named), other(named)]))[0];
    const { port1, port2 } = new MessageChannel();
    const [learned] = await Promise.all([
      one({ ...named, quarters: [0, 2], port: port1 }),
      other({ ...named, quarters: [2, 4], port: port2 }),
    ]);
    return learned;
  };
}

/**
 * Whether two learn the same from the same seed, to the last bit.
 * @param {Ask} one
 * @param {Ask} two
 * @param {Problem} problem
 * @param {Float32Array} rows
 */
async function learnTheSame(one, two, problem, rows) {
  /** @param {Ask} ask @returns {Promise<ArrayLike<number>[]>} */
  const numbers = async (ask) => {
    await ask({ task: "prepare", name: "checked", problem, rows });
    const { losses, parameters } = await ask({ task: "epochs", name: "checked", count: CHECKED });
    return [losses.flatMap(({ reconstruction, kl }) => [reconstruction, kl]), parameters ?? []];
  };
  const [alone, together] = [await numbers(one), await numbers(two)];
  return alone.every((list, place) =>
    list.length > 0 && list.length === together[place].length
      && Array.prototype.every.call(list, (number, index) => Object.is(number, together[place][index])));
}

/**
 * How far a peer's losses are from ours when both start with the same weights and learn one batch again and again.
 *
 * With z = μ nothing is left to chance, so every step can be compared, gradients and Adam included. The KL of the first epoch
 * does not depend on chance either.
 * @param {Ask} ours
 * @param {Ask} theirs
 * @param {Problem} problem
 * @param {Float32Array} rows
 */
async function farthestLosses(ours, theirs, problem, rows) {
  const songs = Math.min(problem.count, problem.batch);
  const batch = rows.slice(0, (rows.length / problem.count) * songs);
  const learn = async (/** @type {boolean} */ variational, /** @type {number} */ count) => {
    const order = /** @type {const} */ ({ task: "prepare", name: "compared", problem: { ...problem, count: songs, variational }, rows: batch });
    const epochs = /** @type {const} */ ({ task: "epochs", name: "compared", count });
    const { parameters } = await ours(order);
    const { losses: left } = await ours(epochs);
    await theirs({ ...order, parameters });
    const { losses: right } = await theirs(epochs);
    const term = (/** @type {Losses} */ { reconstruction, kl }) => (variational ? kl : reconstruction);
    return left.map((losses, epoch) => Math.abs(term(right[epoch]) / term(losses) - 1));
  };
  return Math.max(...(await learn(false, CHECKED)), ...(await learn(true, 1)));
}
