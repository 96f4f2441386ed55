// @ts-check
/** Whose groups, scores and maps are measured, in which order, and what comes of it. */
import { startWorker } from "../app/assets.js";
import { Contender } from "./contender.js";
import { Crew } from "./crew.js";
import { TASKS } from "./groupings.js";
import { resemblance } from "./resemblance.js";

/** @typedef {import("./contender.js").Ask} Ask */
/** @typedef {import("./entrant.js").Time} Time */
/** @typedef {import("./groupings.js").Peer} Peer */
/** @typedef {import("./groupings.js").Task} Task */
/** @typedef {import("./resemblance.js").Resemblance} Resemblance */

export const HERE = "Songscape";

/**
 * @typedef {object} Options
 * @property {number[]} sizes   songs, in ascending order
 * @property {number} rounds   of which the median is taken, of those that are quick
 * @property {number} round   milliseconds of work in a round, about; who needs more than all rounds together does it once
 * @property {boolean} warm   whether tasks are warmed up
 * @property {Record<string, string>} groupers   addresses of the workers of peers, by name
 * @property {Record<string, Ask>} natives   peers outside the tab
 * @property {(() => Promise<number>) | undefined} cpuSeconds   processor time that the tab has taken so far
 */

/**
 * One task at one size by one of those who do it.
 * @typedef {object} Grouped
 * @property {string} task
 * @property {number} size
 * @property {string} by
 * @property {Time | null} time   null if it could not be had
 * @property {string | null} reason   why not
 * @property {Resemblance | null} resemblance
 * @property {string[]} versions   of those outside the page
 */

/** Someone at work on one task, at all sizes, or why not. @typedef {{by: string, most?: number, contender: Contender | null, reason: string | null}} Entry */

/**
 * Measures every task at every size.
 * @param {Options} options
 * @param {(measured: Grouped[], task: Task) => void} report  called after each size
 * @returns {Promise<Grouped[]>}
 */
export async function measureGroups(options, report) {
  /** @type {Grouped[]} */
  const all = [];
  for (const task of TASKS) {
    /** @type {Crew[]} */
    const crews = [];
    const crew = async (/** @type {() => Worker | Promise<Worker>} */ start) => {
      const crew = new Crew(start, 1);
      crews.push(crew);
      await crew.ready();
      return /** @type {Ask} */ (async (order) => (await crew.measure(order, 1))[0]);
    };
    try {
      const ours = await crew(() => startWorker("bench/grouping_worker.js"));
      /** @type {Entry[]} */
      const entries = [{ by: HERE, contender: new Contender(task.task, ours), reason: null }];
      for (const peer of task.peers) entries.push(await entered(task, peer, options, crew));
      for (const size of options.sizes) {
        const measured = await measure(task, size, entries, options);
        all.push(...measured);
        report(measured, task);
      }
    } finally {
      for (const crew of crews) await crew.dismiss();
    }
  }
  return all;
}

/**
 * A peer at work on a task. Whoever does the same in another way than usual says so after a comma.
 * @param {Task} task
 * @param {Peer} peer
 * @param {Options} options
 * @param {(start: () => Worker) => Promise<Ask>} crew
 * @returns {Promise<Entry>}
 */
async function entered({ task }, peer, { groupers, natives }, crew) {
  const [name, way] = peer.by.split(", ");
  try {
    const address = groupers[name];
    const ask = address ? await crew(() => new Worker(address, { type: "module" })) : natives[name];
    if (ask === undefined) throw new Error("not here");
    return { ...peer, contender: new Contender(way ? `${task}, ${way}` : task, ask), reason: null };
  } catch (error) {
    return { ...peer, contender: null, reason: words(error) };
  }
}

/**
 * All do the same, a round each in turn, so that what else the machine does falls on all alike. Who once could not do it does
 * not come again at larger sizes.
 * @param {Task} task
 * @param {number} size
 * @param {Entry[]} entries   ours first
 * @param {Options} options
 * @returns {Promise<Grouped[]>}
 */
async function measure(task, size, entries, options) {
  /** @type {Map<Entry, {found: ArrayLike<number>, versions: string[]}>} */
  const answers = new Map();
  const attempt = async (/** @type {Entry} */ entry, /** @type {(contender: Contender) => Promise<void>} */ work) => {
    if (entry.contender === null || entry.reason !== null) return;
    try {
      await work(entry.contender);
    } catch (error) {
      if (entry.by === HERE) throw error;
      entry.reason = words(error);
    }
  };
  for (const entry of entries) {
    await attempt(entry, async (contender) => {
      if (entry.most !== undefined && size > entry.most) throw new Error("more than a tab can hold");
      if (entry.by !== HERE && contender.isTooSlow(size)) throw new Error(`about ${Math.round(contender.expected(size) / 1000)} s expected`);
      const { found, versions } = await contender.begin(size, options);
      answers.set(entry, { found: found.numbers, versions: versions ?? [] });
    });
  }
  for (let round = 0; round < options.rounds; round += 1) {
    for (const entry of entries) {
      await attempt(entry, async (contender) => {
        if (round < contender.rounds) await contender.round(options.cpuSeconds);
      });
    }
  }
  const ours = /** @type {{found: ArrayLike<number>}} */ (answers.get(entries[0])).found;
  return entries.map((entry) => {
    const { by, contender, reason } = entry;
    const answer = answers.get(entry);
    const time = reason === null && contender ? contender.time() : null;
    return {
      task: task.task,
      size,
      by,
      time,
      reason,
      resemblance: time && answer ? resemblance(task, size, answer.found, ours) : null,
      versions: answer?.versions ?? [],
    };
  });
}

/** @param {unknown} error */
const words = (error) => (error instanceof Error ? error.message : String(error)).replace(/^Uncaught (Error: )?/, "");
