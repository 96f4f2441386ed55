// @ts-check
/** The scores of several runs in one table, and which of them may be held against each other. No document here. */

import { metric } from "./report_words.js";
import { differing } from "./settings_values.js";
import { idle } from "./settings_effect.js";

/** @typedef {import("./types.js").Run} Run */
/** @typedef {import("./types.js").SettingRow} SettingRow */

/**
 * Why the best of a row is not marked: the runs are of other songs, described in another way, each in a space of its own, leave other
 * songs without a group, are held against other columns, or have other numbers of groups.
 * @typedef {"songs" | "features" | "space" | "noise" | "column" | "groups"} Unlike
 */

/** @typedef {{name: string, values: (number | null)[], best: number[], unlike: Unlike | null}} ScoreRow `best`: columns; empty where all are equal */

/** Less is better. */
const LESS = new Set(["davies_bouldin", "davies_bouldin_features"]);
/** Figures this near to each other are told in the same digits. */
const EQUAL = 5e-4;
/** Songs that came in another order are summed up in another order: part of the largest number by which that may show. */
const NEAR = 1e-4;

/** Another run of the same songs, and where the songs of the first stand in it. @typedef {{run: Run, places: number[]}} Twin */

/** What must be alike besides the songs for a row's figures to be held against each other. @type {[name: string, by: (one: Run, other: Twin) => Unlike | null][]} */
const ROWS = [
  ["silhouette_features", unlikeFeatures],
  ["calinski_harabasz_features", unlikeFeatures],
  ["davies_bouldin_features", unlikeFeatures],
  ["silhouette", unlikeSpace],
  ["calinski_harabasz", unlikeSpace],
  ["davies_bouldin", unlikeSpace],
  ["ari", unlikeColumn],
  ["nmi", unlikeColumn],
  ["purity", unlikePurity],
  ["coverage", () => null],
];

/** @param {Run[]} runs @returns {ScoreRow[]} rows of which any run has a figure; that every song is in a group needs no row */
export function scoreRows(runs) {
  const [first, ...others] = runs;
  const twins = others.flatMap((run) => {
    const places = placesIn(first, run);
    return places === null ? [] : [{ run, places }];
  });
  /** @type {Map<typeof ROWS[number][1], Unlike | null>} */
  const known = new Map();
  const unlikeness = (/** @type {typeof ROWS[number][1]} */ by) => {
    const before = known.get(by);
    if (before !== undefined) return before;
    const found = twins.length < others.length ? "songs" : twins.reduce((/** @type {Unlike | null} */ last, twin) => last ?? by(first, twin), null);
    known.set(by, found);
    return found;
  };
  return ROWS.flatMap(([name, by]) => {
    const values = runs.map((run) => metric(run, name));
    if (values.every((value) => value === null) || (name === "coverage" && values.every((value) => value === 1))) return [];
    const unlike = unlikeness(by);
    return [{ name, values, best: unlike === null ? bestOf(values, LESS.has(name)) : [], unlike }];
  });
}

/** @param {(number | null)[]} values @param {boolean} less */
function bestOf(values, less) {
  const there = values.filter((value) => value !== null);
  const best = less ? Math.min(...there) : Math.max(...there);
  const near = (/** @type {number | null} */ value) => value !== null && Math.abs(value - best) <= EQUAL * Math.max(1, Math.abs(best));
  // Where all are the same, none is better.
  return there.length < 2 || there.every(near) ? [] : values.flatMap((value, column) => (near(value) ? [column] : []));
}

/** Songs that are described by the same numbers lie, before any learning, in the same places. @param {Run} one @param {Twin} other @returns {Unlike | null} */
function unlikeFeatures(one, { run, places }) {
  if (one.feature_columns !== run.feature_columns || !sameRows(one.before, run.before, places, 2)) return "features";
  return unlikeNoise(one, { run, places });
}

/** Whoever leaves the difficult songs out scores well. @param {Run} one @param {Twin} other @returns {Unlike | null} */
function unlikeNoise(one, { run, places }) {
  return one.clusters.every((label, row) => label < 0 === run.clusters[places[row]] < 0) ? null : "noise";
}

/** @param {Run} one @param {Twin} other @returns {Unlike | null} */
function unlikeSpace(one, { run, places }) {
  const units = one.latents.shape[1];
  if (units !== run.latents.shape[1] || !sameRows(one.latents.data, run.latents.data, places, units)) return "space";
  return unlikeNoise(one, { run, places });
}

/** @param {Run} one @param {Twin} other @returns {Unlike | null} */
function unlikeColumn(one, { run }) {
  return one.settings["label_col"] === run.settings["label_col"] ? null : "column";
}

/** Purity rises by itself with the number of groups. @param {Run} one @param {Twin} other @returns {Unlike | null} */
function unlikePurity(one, other) {
  return unlikeColumn(one, other) ?? unlikeNoise(one, other) ?? (metric(one, "n_clusters_eff") === metric(other.run, "n_clusters_eff") ? null : "groups");
}

/** Where the rows of one run stand in the other; null when they are not of the same songs. @param {Run} one @param {Run} other @returns {number[] | null} */
function placesIn(one, other) {
  if (one.ids.length !== other.ids.length) return null;
  const known = new Map(other.ids.map((id, row) => [id, row]));
  const places = one.ids.map((id) => known.get(id) ?? -1);
  return places.includes(-1) ? null : places;
}

/** @param {Float32Array} one @param {Float32Array} other @param {number[]} places of each row of the first in the other @param {number} width numbers of a row */
function sameRows(one, other, places, width) {
  if (one === other) return true;
  if (one.length !== other.length) return false;
  const near = NEAR * one.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  return one.every((value, at) => {
    const twin = other[places[Math.floor(at / width)] * width + (at % width)];
    return Math.abs(value - twin) <= near;
  });
}

/**
 * The settings in which two runs differ, as far as they count in one of them; null where a run had no use for it.
 * @param {SettingRow[]} table
 * @param {Run} one
 * @param {Run} other
 * @returns {{label: string, from: string | null, to: string | null}[]}
 */
export function changedSettings(table, one, other) {
  const valueIn = (/** @type {Run} */ { settings }, /** @type {SettingRow} */ row) => (idle(row.name, settings) === null ? String(settings[row.name] ?? row.default) : null);
  return differing(table, one.settings, other.settings)
    .map((row) => ({ label: row.label, from: valueIn(one, row), to: valueIn(other, row) }))
    .filter(({ from, to }) => from !== null || to !== null);
}
