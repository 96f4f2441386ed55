// @ts-check
/** What the page makes of several runs without a browser: shared songs, groups that keep their numbers, who moved, what is fair to compare. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { CompareChoice } from "../../www/app/compare_choice.js";
import { changedSettings, scoreRows } from "../../www/app/compare_scores.js";
import { differenceOf, groupTable, sidesOf } from "../../www/app/compare_songs.js";
import { compareWords } from "../../www/app/compare_words.js";
import { runsWords } from "../../www/app/runs_words.js";

/** @typedef {import("../../www/app/types.js").Run} Run */

/** @type {import("../../www/app/types.js").Settings} */
const DEFAULTS = { feature: "mfcc", baseline: "none", cluster_method: "kmeans", clusters: 4, dbscan_eps: 0.5, label_col: "label", viz: "pca", clips: 0, beta: 1, cache: "on" };

/** @param {string[]} ids @param {number[]} clusters @param {Partial<Run>} [more] @returns {Run} */
function runOf(ids, clusters, more = {}) {
  return /** @type {Run} */ (/** @type {unknown} */ ({
    number: 1, title: "", settings: DEFAULTS, ids, song_ids: ids, clusters: Int32Array.from(clusters), projection: Float32Array.from(ids.flatMap((_, row) => [row, -row])),
    latents: { data: Float32Array.from(ids, (_, row) => row), shape: [ids.length, 1] }, before: Float32Array.from(ids.flatMap((_, row) => [row, 0])), feature_columns: 3,
    song_level: null, memberships: null, metrics: {}, warnings: [], silhouettes: [], suite: null, stopped: false, ...more,
  }));
}

/** As src/clustering/alignment.rs: largest overlap first. @param {Int32Array} previous @param {Int32Array} current */
function align(previous, current) {
  /** @type {Map<string, number>} */
  const overlaps = new Map();
  current.forEach((label, row) => {
    if (label < 0 || previous[row] < 0) return;
    const key = `${label} ${previous[row]}`;
    overlaps.set(key, (overlaps.get(key) ?? 0) + 1);
  });
  /** @type {Map<number, number>} */
  const numbers = new Map();
  const taken = new Set();
  for (const [key] of [...overlaps].sort((one, other) => other[1] - one[1])) {
    const [now, before] = key.split(" ").map(Number);
    if (numbers.has(now) || taken.has(before)) continue;
    numbers.set(now, before);
    taken.add(before);
  }
  let free = 0;
  for (const label of [...new Set(current)].sort()) {
    if (label < 0 || numbers.has(label)) continue;
    while (taken.has(free)) free += 1;
    taken.add(free);
    numbers.set(label, free);
  }
  return current.map((label) => numbers.get(label) ?? -1);
}

const SONGS = ["a", "b", "c", "d", "e", "f"];

test("groups keep the numbers of the first run, and who changed group is found", () => {
  const first = runOf(SONGS, [0, 0, 0, 1, 1, 1]);
  const other = runOf(SONGS, [1, 1, 1, 0, 0, 2], { number: 2 });
  const sides = sidesOf([first, other], align);
  assert.deepEqual([...sides[1].scene.labels], [0, 0, 0, 1, 1, 2]);
  assert.deepEqual(differenceOf(sides[0], sides[1]), { shared: 6, moved: [{ id: "f", from: 1, to: 2 }], onlyFirst: [], onlyOther: [] });
  assert.deepEqual(groupTable(sides), [{ label: 0, sizes: [3, 3] }, { label: 1, sizes: [3, 2] }, { label: 2, sizes: [0, 1] }]);
  // The run itself stays as it is.
  assert.deepEqual([...other.clusters], [1, 1, 1, 0, 0, 2]);
});

test("songs that one run lacks are told, and a group of such songs alone takes a number nobody has", () => {
  const first = runOf(SONGS.slice(0, 4), [0, 0, 1, 1]);
  const other = runOf(["d", "c", "x", "y"], [0, 0, 1, -1], { number: 2 });
  const [one, two] = sidesOf([first, other], align);
  assert.deepEqual([...two.scene.labels], [1, 1, 2, -1]);
  assert.deepEqual(differenceOf(one, two), { shared: 2, moved: [], onlyFirst: ["a", "b"], onlyOther: ["x", "y"] });
  assert.equal(compareWords.moved(0, 2, false), "All 2 songs lie in the same groups.");
  assert.equal(compareWords.moved(11, 32, false), "11 of 32 songs changed group.");
  assert.equal(compareWords.moved(0, 0, false), "They have no song in common.");
  const [, apart] = sidesOf([first, runOf(["p", "q"], [0, 1])], align);
  assert.deepEqual([...apart.scene.labels], [2, 3]);
});

test("clips are compared with clips, and with songs as whole songs", () => {
  const ids = ["a_clip0", "a_clip1", "b_clip0", "b_clip1"];
  const settings = { ...DEFAULTS, clips: 10 };
  const song_level = { ids: ["a", "b"], clusters: Int32Array.from([1, 0]), latents: Float32Array.from([1, 2]), projection: Float32Array.from([5, 6, 7, 8]) };
  const clips = runOf(ids, [0, 0, 1, 1], { settings, song_ids: ["a", "a", "b", "b"], song_level });
  const again = runOf(ids, [1, 1, 0, 1], { settings, song_ids: ["a", "a", "b", "b"], song_level });
  const alike = sidesOf([clips, again], align);
  assert.equal(alike[0].scene.ids, clips.ids);
  assert.deepEqual(differenceOf(alike[0], alike[1]).moved, [{ id: "b_clip1", from: 1, to: 0 }]);
  const songs = sidesOf([clips, runOf(["a", "b"], [0, 1])], align);
  assert.deepEqual(songs[0].scene.ids, ["a", "b"]);
  assert.deepEqual([...songs[0].scene.map], [5, 6, 7, 8]);
  assert.deepEqual([...songs[1].scene.labels], [1, 0]);
});

test("rows of a table that are of one song lie, as that song, in their middle", () => {
  const rows = runOf(["a_clip0", "a_clip1", "b"], [0, 0, 1], { song_ids: ["a", "a", "b"], projection: Float32Array.from([0, 0, 2, 4, 9, 9]) });
  const [side] = sidesOf([rows, runOf(["a", "b"], [0, 1])], align);
  assert.deepEqual([...side.scene.map], [1, 2, 9, 9]);
});

test("the best is marked only where figures can be held against each other", () => {
  const metrics = { silhouette: 0.7, silhouette_features: 0.3, davies_bouldin_features: 1.2, ari: 0.5, nmi: null, purity: 0.8, coverage: 1, n_clusters_eff: 4 };
  const one = runOf(SONGS, [0, 0, 0, 1, 1, 1], { metrics });
  const two = runOf(SONGS, [0, 0, 0, 1, 1, 1], { number: 2, metrics: { ...metrics, silhouette: 0.9, silhouette_features: 0.4, davies_bouldin_features: 0.9, purity: 0.9, n_clusters_eff: 6 }, latents: { data: new Float32Array(6), shape: [6, 1] } });
  const rows = new Map(scoreRows([one, two]).map((row) => [row.name, row]));
  assert.deepEqual(rows.get("silhouette_features"), { name: "silhouette_features", values: [0.3, 0.4], best: [1], unlike: null });
  // Less is better.
  assert.deepEqual(rows.get("davies_bouldin_features")?.best, [1]);
  // Another network is another space.
  assert.deepEqual([rows.get("silhouette")?.best, rows.get("silhouette")?.unlike], [[], "space"]);
  // Equal figures: none is better. More groups: purity rises by itself. No figure at all: no row.
  assert.deepEqual([rows.get("ari")?.best, rows.get("ari")?.unlike], [[], null]);
  assert.equal(rows.get("purity")?.unlike, "groups");
  assert.equal(rows.has("nmi"), false);
  assert.equal(rows.has("coverage"), false);
  // The same latents, grouped in another way, are one space.
  const regrouped = runOf(SONGS, [0, 1, 0, 1, 1, 1], { metrics: { ...metrics, silhouette: 0.1 } });
  assert.deepEqual(scoreRows([one, regrouped]).find(({ name }) => name === "silhouette")?.best, [0]);
  const described = runOf(SONGS, [0, 0, 0, 1, 1, 1], { metrics, before: new Float32Array(12) });
  assert.equal(scoreRows([one, described]).find(({ name }) => name === "silhouette_features")?.unlike, "features");
  // A run that leaves songs out scores only the others.
  const picky = runOf(SONGS, [0, 0, -1, 1, 1, 1], { metrics: { ...metrics, silhouette_features: 0.9, coverage: 5 / 6 } });
  assert.deepEqual(scoreRows([one, picky]).filter(({ unlike }) => unlike === "noise").map(({ name }) => name), ["silhouette_features", "davies_bouldin_features", "silhouette", "purity"]);
  assert.deepEqual(scoreRows([one, picky]).find(({ name }) => name === "coverage")?.best, [0]);
  const others = runOf(["z", ...SONGS.slice(1)], [0, 0, 0, 1, 1, 1], { metrics });
  assert.equal(scoreRows([one, others]).find(({ name }) => name === "silhouette_features")?.unlike, "songs");
  const reordered = runOf([...SONGS].reverse(), [1, 1, 1, 0, 0, 0], { metrics, before: Float32Array.from(SONGS.flatMap((_, row) => [SONGS.length - 1 - row, 1e-5])) });
  assert.equal(scoreRows([one, reordered]).find(({ name }) => name === "silhouette_features")?.unlike, null);
  const column = runOf(SONGS, [0, 0, 0, 1, 1, 1], { metrics, settings: { ...DEFAULTS, label_col: "genre" } });
  assert.equal(scoreRows([one, column]).find(({ name }) => name === "ari")?.unlike, "column");
});

test("only settings that count are told", () => {
  const row = (/** @type {string} */ name, /** @type {string} */ label) => /** @type {any} */ ({ name, label, default: DEFAULTS[name] });
  const table = [row("baseline", "Baseline"), row("clusters", "Groups"), row("dbscan_eps", "Reach (eps)"), row("beta", "Beta (β)"), row("cache", "Keep features")];
  const one = runOf(SONGS, [], {});
  const two = runOf(SONGS, [], { settings: { ...DEFAULTS, baseline: "pca", clusters: 6, dbscan_eps: 2, beta: 3, cache: "off" } });
  const changed = changedSettings(table, one, two);
  assert.equal(compareWords.settings(changed), "Baseline: none → pca; Groups: 4 → 6; Beta (β): 1 → not used.");
  assert.equal(compareWords.settings(changedSettings(table, two, { ...two, settings: { ...two.settings, beta: 9 } })), "Both have the same settings.");
});

test("at most four runs lie side by side, in the order of their numbers", () => {
  const runs = [5, 3, 1, 4, 2].map((number) => runOf(SONGS, [], { number }));
  const choice = new CompareChoice();
  let told = 0;
  choice.addEventListener("change", () => { told += 1; });
  assert.deepEqual(runs.map((run) => choice.add(run)), [true, true, true, true, false]);
  assert.deepEqual(choice.runs.map(({ number }) => number), [1, 3, 4, 5]);
  assert.equal(told, 4);
  choice.keep(runs.filter(({ number }) => number !== 3));
  assert.deepEqual(choice.runs.map(({ number }) => number), [1, 4, 5]);
  assert.equal(choice.add(runs[4]), true);
  choice.remove(runs[0]);
  assert.deepEqual(choice.runs.map(({ number }) => number), [1, 2, 4]);
  assert.equal(runsWords.name(runs[0]), "Run 5");
  assert.equal(runsWords.name({ ...runs[0], title: "with PCA" }), "with PCA");
});
