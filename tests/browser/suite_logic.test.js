// @ts-check
/** Suites without a browser: what songs lack for them, what came out, which figures are marked, how long things took. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { bestOf, givenOf, lacks, outlook, resultsOf, shareDone, taken, unlabelled } from "../../www/app/suite_plan.js";
import { duration, suiteWords } from "../../www/app/suite_words.js";

/** @typedef {import("../../www/app/types.js").Run} Run */
/** @typedef {import("../../www/app/types.js").Track} Track */
/** @typedef {import("../../www/app/suite_plan.js").PlannedRun} PlannedRun */
/** @typedef {import("../../www/app/suite_plan.js").Suite} Suite */

/** @param {string[]} sources @param {Record<string, string>} [columns] @returns {Track} */
const track = (sources, columns = {}, state = "ready") => /** @type {any} */ ({ state, sources, columns });

/** @param {string} folder @param {Partial<PlannedRun>} [more] @returns {PlannedRun} */
const planned = (folder, more = {}) => ({ run_dir: folder, settings: { feature: "logmelspec", audio_feature: "mfcc", label_col: "language" }, further_maps: [], needs: [{ kind: "sound" }], differs: [], ...more });

/** @param {string} folder @param {Record<string, number | null>} metrics @param {Partial<Run>} [more] @returns {Run} */
const run = (folder, metrics, more = {}) => /** @type {any} */ ({
  suite: { name: folder.split("/")[0], run_dir: folder }, metrics, ids: ["a", "b", "c"], feature_columns: 4, settings: { feature: "mfcc", audio_feature: "mfcc", label_col: "genre" }, ...more,
});

test("what a run needs must be there in one song, all of it together", () => {
  const sound = planned("s/a");
  assert.deepEqual(lacks(sound, [track(["sound"])]), []);
  assert.deepEqual(lacks(sound, [track(["tensor"])]), [], "an array stands for a spectrogram that is heard");
  assert.deepEqual(lacks(sound, [track(["lyrics"])]), [{ kind: "sound" }]);
  assert.deepEqual(lacks(sound, [track(["sound"], {}, "failed")]), [{ kind: "sound" }]);
  const both = planned("s/b", { settings: { feature: "hybrid", audio_feature: "table" }, needs: [{ kind: "table" }, { kind: "lyrics" }] });
  assert.deepEqual(lacks(both, [track(["table", "lyrics"])]), []);
  assert.deepEqual(lacks(both, [track(["table"]), track(["lyrics"])]), [{ kind: "table" }], "those with lyrics are in no table");
  assert.deepEqual(lacks(both, [track(["table"])]), [{ kind: "lyrics" }]);
  const told = planned("s/c", { needs: [{ kind: "sound" }, { kind: "column", name: "mood" }] });
  assert.deepEqual(lacks(told, [track(["sound"], { mood: "" })]), [{ kind: "column", name: "mood" }]);
  assert.deepEqual(lacks(told, [track(["sound"], { mood: "dark" })]), []);
});

test("a suite says what it lacks once, how many of its runs can be made, and which labels are missing", () => {
  const suite = { name: "s", open: ["seed", "objective", "cache"], runs: [planned("s/a"), planned("s/b", { needs: [{ kind: "lyrics" }] }), planned("s/c", { needs: [{ kind: "lyrics" }] })] };
  assert.deepEqual(outlook(suite, [track(["sound"])]), { missing: [{ kind: "lyrics" }], possible: 1 });
  assert.deepEqual(unlabelled(suite, [track(["sound"])]), ["language"]);
  assert.deepEqual(unlabelled(suite, [track(["sound"], { language: "en" })]), []);
  const table = /** @type {any[]} */ ([{ name: "seed", default: 42 }, { name: "objective", default: "elbo" }, { name: "cache", default: "on" }, { name: "epochs", default: 50 }]);
  assert.deepEqual(taken(suite, { seed: 42, objective: "mean", cache: "off", epochs: 3 }, table).map(({ name }) => name), ["objective"]);
});

test("a table and the genres of the songs are seen", () => {
  assert.deepEqual(givenOf([track(["sound"], { genre: "waltz" }), track(["table"], { genre: "techno" }), track([], { genre: "waltz" }), track([], { genre: "" })]), { table: true, genres: 2 });
  assert.deepEqual(givenOf([track(["table"], { genre: "lost" }, "failed")]), { table: false, genres: 0 });
});

test("results are those of the suite; while it is made again the newer counts, and a run before a failure", () => {
  const suite = { name: "s", open: [], runs: [planned("s/a"), planned("s/b"), planned("s/c")] };
  const [old, fresh, other] = [run("s/a", {}), run("s/a", {}), run("t/a", {})];
  const failure = { suite: { name: "s", run_dir: "s/b" }, settings: {}, problem: { code: "no_songs" } };
  const results = resultsOf(suite, [old, fresh, other, /** @type {any} */ ({ suite: null })], [failure]);
  assert.deepEqual(results.map((result) => [result.run === fresh, result.failure === failure]), [[true, false], [false, true], [false, false]]);
});

test("the best is marked only among figures that can be held against each other", () => {
  const a = run("s/a", { silhouette: 0.9, silhouette_features: 0.1, ari: 0.5, purity: 0.9, n_clusters_eff: 6 });
  const b = run("s/b", { silhouette: 0.2, silhouette_features: 0.3, ari: 0.7, purity: 0.8, n_clusters_eff: 4 });
  const c = run("s/c", { silhouette: 0.3, silhouette_features: 0.8, ari: null, purity: 0.7, n_clusters_eff: 4 }, { feature_columns: 9 });
  assert.equal(bestOf([a, b, c], "silhouette").size, 0, "each in a space of its own");
  assert.deepEqual([...bestOf([a, b, c], "silhouette_features")], [b], "c is made of other numbers");
  assert.deepEqual([...bestOf([a, b, c], "ari")], [b]);
  assert.deepEqual([...bestOf([a, b, c], "purity")], [b], "a has more groups, and would have to win");
  assert.equal(bestOf([a], "ari").size, 0);
  assert.equal(bestOf([a, run("s/d", { ari: 0.5001 })], "ari").size, 0, "the same in all digits that are shown");
});

test("a run's progress never goes back from stage to stage", () => {
  /** @type {[any, number, number][]} */
  const steps = [["listen", 3, 3], ["lyrics", 1, 1], ["sound", 5, 10], ["train", 0, 50], ["train", 50, 50], ["neighbours", 1, 1], ["cluster", 1, 1], ["score", 1, 1], ["map", 100, 200], ["map", 200, 200]];
  const shares = steps.map(([stage, done, total]) => shareDone({ stage, done, total }));
  assert.deepEqual(shares, [...shares].sort((one, other) => one - other));
  assert.equal(shares.at(-1), 1);
  assert.equal(shareDone({ stage: "train", done: 0, total: 0 }), 0.5);
});

test("runs and times are told in words", () => {
  const settings = { feature: "hybrid", audio_feature: "logmelspec", baseline: "none", vae_arch: "conv2d", beta: 4, objective: "elbo", cond_col: "genre", cluster_method: "kmeans", clusters: 6 };
  assert.equal(suiteWords.madeOf(settings), "Spectrogram, lyrics");
  assert.equal(suiteWords.placedBy(settings), "VAE · β = 4 · told the genre");
  assert.equal(suiteWords.placedBy({ ...settings, feature: "logmelspec", beta: 1, cond_col: "" }), "VAE · convolutional");
  assert.equal(suiteWords.placedBy({ ...settings, baseline: "pca" }), "PCA");
  assert.equal(suiteWords.groupedBy(settings), "K-Means, 6 groups");
  assert.equal(suiteWords.groupedBy({ ...settings, cluster_method: "dbscan" }), "DBSCAN");
  assert.equal(duration(0.2), "under 1 second");
  assert.equal(duration(59.7), "1 minute");
  assert.equal(duration(130), "2 minutes 10 s");
  assert.equal(suiteWords.finished({ name: "easy", own: {}, runs: [run("easy/a", {})], failures: [{ suite: { name: "easy", run_dir: "easy/b" }, settings: {}, problem: { code: "no_songs" } }], stopped: true, seconds: 3 }), "Easy: 1 run in 3 seconds, 1 failed, then you stopped.");
});
