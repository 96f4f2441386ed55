// @ts-check
/** Suites as they are planned and as they went: what songs lack for them, what came out, which figures may be held against each other. No document here. */

import { metric } from "./report_words.js";
import { isMap, sourcesOf } from "./sources.js";

/** @typedef {import("./types.js").Run} Run */
/** @typedef {import("./types.js").Track} Track */
/** @typedef {import("./types.js").Settings} Settings */
/** @typedef {import("./types.js").Problem} Problem */
/** @typedef {import("./types.js").ProgressDetail} ProgressDetail */

/** @typedef {{kind: "sound" | "lyrics" | "table" | "column", name?: string}} Need what a song must have for a run */
/** @typedef {"sample_rate" | "components" | "lyrics_counted" | "latents_as_they_are" | "sound_learned" | "lyrics_summed_up" | "genre_columns"} Difference */
/** @typedef {{run_dir: string, settings: Settings, further_maps: string[], needs: Need[], differs: Difference[]}} PlannedRun */
/** @typedef {{name: string, open: string[], runs: PlannedRun[]}} Suite `open`: settings that are as the visitor chose them */
/** @typedef {{suite: {name: string, run_dir: string}, settings: Settings, problem: Problem}} SuiteFailure */

/**
 * How a suite went.
 * @typedef {object} SuiteRecord
 * @property {string} name
 * @property {Settings} own          the visitor's settings when it began
 * @property {Run[]} runs            those that came to their end, in order
 * @property {SuiteFailure[]} failures
 * @property {number} seconds        from begin to end, songs heard anew included
 * @property {boolean} stopped       not all of its runs were begun, or one was cut short
 */

/**
 * What of the songs decides how suites are run: whether there is a table of numbers, and how many genres.
 * @param {Track[]} tracks
 */
export function givenOf(tracks) {
  const ready = tracks.filter(({ state }) => state === "ready");
  const genres = new Set(ready.map(({ columns }) => columns["genre"] ?? "").filter((genre) => genre !== ""));
  return { table: ready.some(({ sources }) => sources.includes("table")), genres: genres.size };
}

/**
 * What no song here has of all that a run needs, taken together.
 * @param {PlannedRun} run
 * @param {Track[]} tracks
 * @returns {Need[]}
 */
export function lacks({ needs, settings }, tracks) {
  const { some, sung } = sourcesOf(tracks);
  const both = needs.some(({ kind }) => kind === "lyrics") && needs.some(({ kind }) => kind === "sound" || kind === "table");
  const feature = String(both ? settings["audio_feature"] : settings["feature"]);
  const there = both && sung.size > 0 ? sung : some;
  return needs.filter(({ kind, name }) => {
    if (kind === "column") return !tracks.some(({ state, columns }) => state === "ready" && (columns[name ?? ""] ?? "") !== "");
    return !(there.has(kind) || (kind === "sound" && isMap(feature) && there.has("tensor")));
  });
}

/** What the runs of a suite lack together, and how many of them can be made. @param {Suite} suite @param {Track[]} tracks */
export function outlook({ runs }, tracks) {
  /** @type {Map<string, Need>} */
  const missing = new Map();
  let possible = 0;
  for (const run of runs) {
    const lacking = lacks(run, tracks);
    if (lacking.length === 0) possible += 1;
    for (const need of lacking) missing.set(`${need.kind}:${need.name ?? ""}`, need);
  }
  return { missing: [...missing.values()], possible };
}

/** Columns with the true labels that no song here has, and so no score against them. @param {Suite} suite @param {Track[]} tracks */
export function unlabelled({ runs }, tracks) {
  const wanted = new Set(runs.map(({ settings }) => String(settings["label_col"])));
  return [...wanted].filter((name) => !tracks.some(({ state, columns }) => state === "ready" && (columns[name] ?? "") !== ""));
}

/** Settings of the visitor that a suite takes and that are not the usual ones. @param {Suite} suite @param {Settings} own @param {import("./types.js").SettingRow[]} table */
export function taken({ open }, own, table) {
  return table.filter(({ name, default: usual }) => open.includes(name) && name !== "cache" && own[name] !== undefined && String(own[name]) !== String(usual));
}

/** A run of a suite as it stands: what it came to, or why it failed, or neither. @typedef {{planned: PlannedRun, run: Run | null, failure: SuiteFailure | null}} Result */

/**
 * @param {Suite} suite
 * @param {Run[]} runs all of the visit
 * @param {SuiteFailure[]} failures
 * @returns {Result[]}
 */
export function resultsOf({ name, runs: planned }, runs, failures) {
  return planned.map((one) => {
    const of = (/** @type {{suite: {name: string, run_dir: string} | null}} */ { suite }) => suite?.name === name && suite.run_dir === one.run_dir;
    // While a suite is made again, both are there: the newer one counts.
    const run = runs.findLast(of) ?? null;
    return { planned: one, run, failure: run ? null : failures.findLast(of) ?? null };
  });
}

/** Figures this near to each other are told in the same digits. */
const EQUAL = 5e-4;

/** The scores of the table, and what two runs must have in common for their figures to be held against each other; null: nothing makes them so. @type {[name: string, like: ((run: Run) => string) | null][]} */
export const SCORES = [
  ["silhouette", null],
  ["calinski_harabasz", null],
  ["davies_bouldin", null],
  ["silhouette_features", (run) => `${run.ids.join("\n")} ${run.feature_columns} ${run.settings["feature"]} ${run.settings["audio_feature"]}`],
  ["ari", (run) => `${run.ids.join("\n")} ${run.settings["label_col"]}`],
  ["nmi", (run) => `${run.ids.join("\n")} ${run.settings["label_col"]}`],
  ["purity", (run) => `${run.ids.join("\n")} ${run.settings["label_col"]} ${metric(run, "n_clusters_eff")}`],
];

/**
 * The best figures of a score among runs that can be held against each other.
 * @param {Run[]} runs
 * @param {string} name
 * @returns {Set<Run>}
 */
export function bestOf(runs, name) {
  const like = SCORES.find(([score]) => score === name)?.[1];
  /** @type {Map<string, {run: Run, value: number}[]>} */
  const classes = new Map();
  for (const run of like ? runs : []) {
    const value = metric(run, name);
    if (!like || value === null) continue;
    const alike = classes.get(like(run));
    if (alike) alike.push({ run, value });
    else classes.set(like(run), [{ run, value }]);
  }
  return new Set([...classes.values()].flatMap((alike) => {
    const values = alike.map(({ value }) => value);
    const best = Math.max(...values);
    const near = (/** @type {number} */ value) => Math.abs(value - best) <= EQUAL * Math.max(1, Math.abs(best));
    // Where all are the same, none is better.
    return values.length < 2 || values.every(near) ? [] : alike.filter(({ value }) => near(value)).map(({ run }) => run);
  }));
}

/** Where the stages of a run begin and end, as shares of it: a network takes nearly all of the time. @type {Record<ProgressDetail["stage"], [from: number, to: number]>} */
const SHARES = {
  fetch: [0, 0], open: [0, 0], listen: [0, 0.1], place: [0, 1], lyrics: [0.1, 0.12], sound: [0.12, 0.5], train: [0.5, 0.9],
  neighbours: [0.9, 0.91], cluster: [0.91, 0.93], score: [0.93, 0.95], map: [0.95, 1], repeat: [1, 1],
};

/** How much of a run is done, 0 … 1. @param {ProgressDetail} detail */
export function shareDone({ stage, done, total }) {
  const [from, to] = SHARES[stage];
  return from + (to - from) * (total > 0 ? Math.min(1, done / total) : 0);
}
