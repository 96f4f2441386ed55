// @ts-check
/** What is measured, in which order, and what is made of it. */
import { startWorker } from "../app/assets.js";
import { Crew } from "./crew.js";

/** @typedef {import("./answer.js").Found} Found */

/**
 * One line of the table.
 * @typedef {object} Line
 * @property {string} task
 * @property {string} label
 * @property {"seconds" | "songs"} unit   what its size counts
 * @property {boolean} rated   whether two workers are set to it as well
 * @property {string[]} rivals   who else does it
 */

/** @type {Line[]} */
export const LINES = [
  { task: "mfcc", label: "MFCC", unit: "seconds", rated: true, rivals: ["meyda", "essentia.js"] },
  { task: "logmelspec", label: "Log-mel map", unit: "seconds", rated: true, rivals: [] },
  { task: "both", label: "MFCC and log-mel map together", unit: "seconds", rated: true, rivals: [] },
  { task: "decoded", label: "The same from two channels at 44,100 Hz", unit: "seconds", rated: true, rivals: [] },
  { task: "char_wb", label: "TF-IDF, runs of 3 to 5 characters", unit: "songs", rated: false, rivals: ["JavaScript"] },
  { task: "word", label: "TF-IDF, words", unit: "songs", rated: false, rivals: ["JavaScript"] },
  { task: "svd", label: "TF-IDF of 20,000 terms and its SVD to 128", unit: "songs", rated: false, rivals: [] },
];

/** Whom the page brings with it; others come from outside, see `Options`. */
const HERE = "Songscape";
const TWIN = "JavaScript";
/** Workers at most. */
const WORKERS = 2;
/** Work of this length warms up a task: by then the browser has compiled it as well as it can. */
const WARM_UP = 1500;

/**
 * @typedef {object} Options
 * @property {number} seconds   of a track
 * @property {number} songs   whose lyrics are counted
 * @property {number} batches   of which the median is taken
 * @property {number} batch   milliseconds of work in a batch, about
 * @property {boolean} warm   whether tasks are warmed up
 * @property {Record<string, string>} rivals   addresses of the workers of further rivals, by name
 * @property {(() => Promise<number>) | undefined} cpuSeconds   processor time that the tab has taken so far
 */

/**
 * @typedef {object} Figure
 * @property {number} wall   milliseconds of the clock for one piece of work, the median of all batches
 * @property {number | null} cpu   milliseconds of processor time, likewise; null where the browser does not say
 * @property {number} rate   pieces of work a second, of all workers together, in the best batch: whatever else the machine
 *   does takes away from it
 */

/**
 * @typedef {object} Measured
 * @property {string} task
 * @property {string} by
 * @property {number} workers
 * @property {Figure | null} figure   null if a rival could not be had
 * @property {boolean} same   whether every worker found the same
 * @property {number | null} distance   how far a rival's numbers are from ours at most; null where there is no rival
 */

/**
 * Measures everything.
 * @param {Options} options
 * @param {(measured: Measured) => void} report  called with each figure as it comes
 * @returns {Promise<Measured[]>}
 */
export async function measureAll(options, report) {
  /** @type {Measured[]} */
  const all = [];
  const take = (/** @type {Measured} */ measured) => {
    all.push(measured);
    report(measured);
  };
  /** What we found, by task. @type {Map<string, Found>} */
  const ours = new Map();
  const crew = new Crew(() => startWorker("bench/worker.js"), WORKERS);
  try {
    for (const line of LINES) {
      const results = await measure(crew, line, line.rated ? [1, WORKERS] : [1], options);
      const first = results[0].found[0];
      ours.set(line.task, first);
      for (const { workers, figure, found } of results) {
        const same = found.every((other) => farthest(first, other) === 0);
        take({ task: line.task, by: HERE, workers, figure, same, distance: null });
      }
    }
  } finally {
    await crew.dismiss();
  }
  for (const [by, start] of rivals(options)) {
    const crew = new Crew(start, 1);
    try {
      for (const line of LINES.filter(({ rivals }) => rivals.includes(by))) {
        const [result] = await crew.ready().then(() => measure(crew, line, [1], options), () => [null]);
        const distance = result && farthest(/** @type {Found} */ (ours.get(line.task)), result.found[0]);
        take({ task: line.task, by, workers: 1, figure: result && result.figure, same: true, distance });
      }
    } finally {
      await crew.dismiss();
    }
  }
  return all;
}

/** @param {Options} options @returns {[string, () => Worker | Promise<Worker>][]} */
function rivals(options) {
  /** @type {[string, () => Worker][]} */
  const further = Object.entries(options.rivals).map(([name, url]) => [name, () => new Worker(url, { type: "module" })]);
  return [[TWIN, () => startWorker("bench/twin_worker.js")], ...further];
}

/**
 * Batch by batch, on so many workers and on so many in turn, so that what else the machine does falls on all alike.
 * @param {Crew} crew
 * @param {Line} line
 * @param {number[]} counts  of workers
 * @param {Options} options
 * @returns {Promise<{workers: number, figure: Figure, found: Found[]}[]>}
 */
async function measure(crew, { task, unit }, counts, { seconds, songs, batches, batch, warm, cpuSeconds }) {
  const order = { task, size: unit === "seconds" ? seconds : songs, repetitions: 1 };
  const all = Math.max(...counts);
  let [{ milliseconds }] = await crew.measure(order, all);
  for (let spent = 0; warm && spent < WARM_UP; spent += milliseconds.reduce((a, b) => a + b, 0)) {
    [{ milliseconds }] = await crew.measure({ ...order, repetitions: Math.ceil(Math.min(20, WARM_UP / milliseconds[0])) }, all);
  }
  const repetitions = Math.max(1, Math.round(batch / median(milliseconds)));
  const taken = counts.map((workers) => ({
    workers,
    walls: /** @type {number[]} */ ([]),
    cpus: /** @type {number[]} */ ([]),
    rates: /** @type {number[]} */ ([]),
    found: /** @type {Found[]} */ ([]),
  }));
  for (let round = 0; round < batches; round += 1) {
    for (const one of taken) {
      const cpu = await cpuSeconds?.();
      const start = performance.now();
      const answers = await crew.measure({ ...order, repetitions }, one.workers);
      const pieces = repetitions * one.workers;
      one.rates.push((1000 * pieces) / (performance.now() - start));
      if (cpuSeconds && cpu !== undefined) one.cpus.push((1000 * ((await cpuSeconds()) - cpu)) / pieces);
      one.walls.push(...answers.flatMap(({ milliseconds }) => milliseconds));
      one.found = answers.map(({ found }) => found);
    }
  }
  return taken.map(({ workers, walls, cpus, rates, found }) => {
    const cpu = cpus.length > 0 ? median(cpus) : null;
    return { workers, figure: { wall: median(walls), cpu, rate: Math.max(...rates) }, found };
  });
}

/** @param {number[]} values at least one */
export function median(values) {
  const sorted = Float64Array.from(values).sort();
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/**
 * The largest difference between two lists, of which the shorter counts: rivals give the means of coefficients, which
 * are the first of our numbers. Infinite where the terms are not the same.
 * @param {Found} a
 * @param {Found} b
 */
function farthest(a, b) {
  if ((a.names ?? []).join("\n") !== (b.names ?? []).join("\n")) return Infinity;
  const length = Math.min(a.numbers.length, b.numbers.length);
  let distance = length === 0 ? Infinity : 0;
  for (let index = 0; index < length; index += 1) distance = Math.max(distance, Math.abs(a.numbers[index] - b.numbers[index]));
  return distance;
}
