// @ts-check
/** The files of runs: where they lie, and the tables as bytes. */

import { comparisonCsv, latentsNpz, metricsCsv, songsCsv } from "../pkg/songscape.js";
import { complain } from "./thrown.js";

/** @typedef {import("./types.js").Run} Run */
/** @typedef {import("./types.js").Settings} Settings */
/** @typedef {import("./types.js").Problem} Problem */

/** What represents the songs, as files name it. @type {Record<string, string>} */
const NAMES = { none: "vae", pca: "pca", ae: "ae", raw: "raw" };

/** @param {Settings} settings */
export const nameOfRun = ({ baseline }) => NAMES[String(baseline)] ?? String(baseline);

/** The folder of a run: that of its suite, or one with its number. @param {Run} run */
export function folderOfRun({ suite, number, settings }) {
  return suite?.run_dir ?? `runs/${String(number).padStart(3, "0")}_${nameOfRun(settings)}_${settings["cluster_method"]}`;
}

/** The runs but those whose folder a later one has: while a suite is made again, both are there. @param {Run[]} runs */
export function withoutReplaced(runs) {
  const last = new Map(runs.map((run) => [folderOfRun(run), run]));
  return runs.filter((run) => last.get(folderOfRun(run)) === run);
}

/** A run as a row of the scores. @param {Run} run */
const rowOf = (run) => ({ run_dir: folderOfRun(run), settings: run.settings, metrics: run.metrics, warnings: run.warnings.map(({ code }) => code) });

export const tablesOf = {
  /** `clustering_metrics.csv` @param {Run[]} runs @returns {Uint8Array} */
  metrics: (runs) => complain(() => metricsCsv(runs.map(rowOf))),

  /**
   * `{suite}_task_comparison.csv`
   * @param {Run[]} runs
   * @param {{suite: {run_dir: string}, settings: Settings, problem: Problem}[]} failures
   * @returns {Uint8Array}
   */
  comparison: (runs, failures) => complain(() => comparisonCsv([
    ...runs.map(rowOf),
    ...failures.map(({ suite, settings, problem }) => ({ run_dir: suite.run_dir, settings, failed: problem.code })),
  ])),

  /** `latents.npz` @param {Run} run @returns {Uint8Array} */
  latents: ({ ids, latents, clusters, scale }) => complain(() => latentsNpz(ids, latents.data, latents.shape[1], clusters, scale.mean, scale.std)),

  /**
   * `songs.csv`
   * @param {Run} run
   * @param {import("./songscape.js").Songscape} engine
   * @returns {Uint8Array}
   */
  songs: (run, engine) => {
    const songs = engine.songsOf(run);
    return complain(() => songsCsv({
      ids: run.ids,
      clusters: run.clusters,
      projection: run.projection,
      titles: songs.map((song) => song?.title ?? ""),
      artists: songs.map((song) => song?.artist ?? ""),
      columns: engine.columnNames.map((name) => ({ name, values: songs.map((song) => song?.columns[name] ?? "") })),
    }));
  },
};
