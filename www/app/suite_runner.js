// @ts-check
/**
 * Suites at work: their runs one after another. One that fails is written down and the rest is done; Stop keeps those that came to their
 * end. What runs share is remembered by the worker (`Memory`), because those that share it stand next to each other.
 */

import { suitesTable } from "../pkg/songscape.js";
import { givenOf } from "./suite_plan.js";
import { asProblem, complain } from "./thrown.js";

/** @typedef {import("./types.js").Run} Run */
/** @typedef {import("./types.js").Settings} Settings */
/** @typedef {import("./songscape.js").Songscape} Songscape */
/** @typedef {import("./suite_plan.js").Suite} Suite */
/** @typedef {import("./suite_plan.js").PlannedRun} PlannedRun */
/** @typedef {import("./suite_plan.js").SuiteFailure} SuiteFailure */
/** @typedef {import("./suite_plan.js").SuiteRecord} SuiteRecord */

/** Which run of a suite begins. @typedef {{suite: string, run_dir: string, run: number, runs: number}} SuiteStep `run`: 1, 2, 3 … of `runs` */

/**
 * All suites for the songs that are there.
 * @param {Songscape} engine
 * @param {Settings} own the visitor's settings, complete
 * @returns {Suite[]}
 */
export function plannedSuites(engine, own) {
  const { table, genres } = givenOf(engine.tracks);
  return complain(() => suitesTable(own, table, genres));
}

/**
 * Makes the runs of a suite.
 * @param {Songscape} engine
 * @param {string} name
 * @param {{own: Settings, signal: AbortSignal, began?: (step: SuiteStep) => void}} options
 * @returns {Promise<SuiteRecord>} rejects with `unknown_suite`; nothing else stops it
 */
export async function runSuite(engine, name, { own, signal, began = () => {} }) {
  const suite = plannedSuites(engine, own).find((one) => one.name === name);
  if (!suite) throw { code: "unknown_suite", name };
  const start = performance.now();
  /** @type {SuiteRecord} */
  const record = { name, own, runs: [], failures: [], seconds: 0, stopped: false };
  for (const [place, planned] of suite.runs.entries()) {
    const as = { name, run_dir: planned.run_dir };
    if (!signal.aborted) began({ suite: name, run_dir: planned.run_dir, run: place + 1, runs: suite.runs.length });
    const made = signal.aborted ? null : await attempt(engine, planned, as, signal);
    if (made === null) {
      record.stopped = true;
      break;
    }
    if ("problem" in made) record.failures.push(made);
    else record.runs.push(made);
    record.seconds = (performance.now() - start) / 1000;
  }
  return record;
}

/**
 * One run to its end; null when it was cut short.
 * @param {Songscape} engine
 * @param {PlannedRun} planned
 * @param {{name: string, run_dir: string}} suite
 * @param {AbortSignal} signal
 * @returns {Promise<Run | SuiteFailure | null>}
 */
async function attempt(engine, planned, suite, signal) {
  /** @type {Run | undefined} */
  let run;
  try {
    run = await engine.run(planned.settings, suite);
    if (!run.stopped && !signal.aborted) {
      for (const viz of planned.further_maps) await drawAgain(engine, run, viz, signal);
      return run;
    }
  } catch (thrown) {
    const problem = asProblem(thrown);
    if (problem.code !== "cancelled") {
      if (run) engine.forgetRun(run);
      return { suite, settings: planned.settings, problem };
    }
  }
  if (run) engine.forgetRun(run);
  return null;
}

/**
 * A further map of a run's latents.
 * @param {Songscape} engine
 * @param {Run} run
 * @param {string} viz
 * @param {AbortSignal} signal
 */
async function drawAgain(engine, run, viz, signal) {
  const onProgress = (/** @type {{done: number, total: number}} */ { done, total }) =>
    engine.dispatchEvent(new CustomEvent("progress", { detail: { stage: "map", done, total } }));
  const input = { latents: run.latents.data, rows: run.ids.length, before: run.projection, settings: { ...run.settings, viz } };
  const start = performance.now();
  run.further_maps.push({ viz, projection: await engine.job("project", input, { signal, onProgress }) });
  run.seconds["projection"] = (run.seconds["projection"] ?? 0) + (performance.now() - start) / 1000;
}

/**
 * A suite's results take the place of its earlier ones, so that no folder is there twice.
 * @param {Songscape} engine
 * @param {SuiteRecord} record
 * @returns {(() => void) | null} brings the earlier ones back in its place; null where there were none, or the new one made nothing
 */
export function replaceEarlier(engine, record) {
  const { name } = record;
  const suites = engine.suites.filter((one) => one.name !== name);
  if (record.runs.length + record.failures.length === 0) return null;
  const before = engine.suites;
  const anew = new Set([...record.runs, ...record.failures].map(({ suite }) => suite?.run_dir));
  // What Stop cut short replaces what it made anew; what failed altogether replaces nothing that is there.
  const old = engine.runs.filter((run) => run.suite?.name === name && (!record.stopped || anew.has(run.suite.run_dir)) && !record.runs.includes(run));
  if (record.runs.length === 0 && old.length > 0) return null;
  engine.suites = [...suites, record];
  const restore = old.map((run) => engine.forgetRun(run));
  if (before.length === suites.length && old.length === 0) return null;
  return () => {
    if (!engine.suites.includes(record)) return;
    engine.suites = [...engine.suites.filter((one) => one !== record), ...before.filter((one) => one.name === name)];
    for (const run of record.runs) if (engine.runs.includes(run)) engine.forgetRun(run);
    for (const bring of restore) bring();
  };
}
