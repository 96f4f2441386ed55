// @ts-check
/** What the page makes of groups without a browser: the tree and its cuts, the bend, the profile, what scores say, ways out, settings without effect. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { ticks } from "../../www/app/axis_ticks.js";
import { bestOf } from "../../www/app/candidates_curve.js";
import { curesFor } from "../../www/app/cures.js";
import { Tree } from "../../www/app/dendrogram_tree.js";
import { elbow, tidy } from "../../www/app/elbow.js";
import { undecided } from "../../www/app/grouping_panel.js";
import { groupingWords } from "../../www/app/grouping_words.js";
import { coresWithin } from "../../www/app/k_distance.js";
import { memoryWords, rowsOf } from "../../www/app/memory_note.js";
import { problemWords } from "../../www/app/problem_words.js";
import { progressText } from "../../www/app/progress.js";
import { subline } from "../../www/app/report_words.js";
import { makeRun } from "../../www/app/run_result.js";
import { hasCommon, scores } from "../../www/app/score_list.js";
import { calinskiSentence, chanceSentence, percent, puritySentence, repeatWords, silhouetteSentence, whyUndefined } from "../../www/app/score_words.js";
import { idle } from "../../www/app/settings_effect.js";
import { profiles, weakest } from "../../www/app/silhouette_bars.js";
import { words } from "../../www/app/words.js";

/** @typedef {import("../../www/app/types.js").Run} Run */
/** @typedef {import("../../www/app/types.js").Settings} Settings */

/** @type {Settings} */
const DEFAULTS = {
  feature: "mfcc", baseline: "none", vae_arch: "mlp", clusters: 4, cluster_method: "kmeans", linkage: "ward", dbscan_eps: 0.5, dbscan_min_samples: 5,
  spectral_n_neighbors: 10, hdbscan_min_cluster_size: 5, viz: "umap", clips: 0, max_seconds: 30,
};

/** A run of so many songs in these groups. @param {number[]} clusters @param {Partial<Run>} [more] */
function runOf(clusters, more = {}) {
  const ids = clusters.map((_, row) => `song ${row}`);
  return /** @type {Run} */ (/** @type {unknown} */ ({
    settings: DEFAULTS, ids, song_ids: ids, clusters: Int32Array.from(clusters), latents: { data: new Float32Array(), shape: [ids.length, 2] }, metrics: {}, warnings: [], left_out: [], losses: [],
    silhouettes: clusters.map((label) => (label < 0 ? null : 0.5)), silhouette_groups: [], repeats: null, active_units: 2, ...more,
  }));
}

/** A number from 0 to 1 after the other, always the same ones. @param {number} seed */
const numbers = (seed) => () => (seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0) / 2 ** 32;

/** A tree of rows joined as they come, at heights that rise and now and then stay. @param {number} rows @param {number} seed */
function someTree(rows, seed) {
  const random = numbers(seed);
  let groups = Array.from({ length: rows }, (_, row) => ({ node: row, order: [row] }));
  const merges = [];
  let height = 0;
  for (let join = 0; join < rows - 1; join += 1) {
    const [one] = groups.splice(Math.floor(random() * groups.length), 1);
    const [other] = groups.splice(Math.floor(random() * groups.length), 1);
    height += random() < 0.2 ? 0 : random();
    groups.push({ node: rows + join, order: [...one.order, ...other.order] });
    merges.push(one.node, other.node, height, one.order.length + other.order.length);
  }
  return { rows, merges: Float64Array.from(merges), order: Uint32Array.from(groups[0]?.order ?? []) };
}

/** So simple that it is unlikely to be wrong: groups after the first joins, by size, then by first row. @param {ReturnType<typeof someTree>} dendrogram @param {number} groups */
function plainLabels({ rows, merges, order }, groups) {
  /** @type {Map<number, number[]>} */
  const members = new Map(Array.from({ length: rows }, (_, row) => [row, [row]]));
  for (let join = 0; join < rows - groups; join += 1) {
    const [left, right] = [merges[4 * join], merges[4 * join + 1]];
    members.set(rows + join, [...members.get(left) ?? [], ...members.get(right) ?? []]);
    members.delete(left);
    members.delete(right);
  }
  const sorted = [...members.values()].sort((one, other) => other.length - one.length || Math.min(...one) - Math.min(...other));
  return [...order].map((row) => sorted.findIndex((group) => group.includes(row)));
}

test("a tree cut into any number of groups gives those of its first joins, numbered by size", () => {
  for (let seed = 1; seed <= 25; seed += 1) {
    const dendrogram = someTree(2 + (seed % 17), seed);
    const tree = new Tree(dendrogram);
    for (let groups = 1; groups <= dendrogram.rows; groups += 1) {
      assert.deepEqual([...tree.labels(groups)], plainLabels(dendrogram, groups), `seed ${seed}, ${groups} groups`);
      const [low, high] = tree.stretch(groups);
      if (high > low) assert.equal(tree.groupsAt(tree.heightFor(groups)), groups, `seed ${seed}: a line between two joins`);
    }
    assert.equal(tree.groupsAt(-1), dendrogram.rows);
    assert.equal(tree.groupsAt(tree.top), 1);
  }
});

test("two rows, and rows that are all alike, are a tree too", () => {
  const two = new Tree({ rows: 2, merges: Float64Array.of(0, 1, 3, 2), order: Uint32Array.of(1, 0) });
  assert.deepEqual([two.groupsAt(2.9), two.groupsAt(3), two.longest(12)], [2, 1, 2]);
  assert.deepEqual(two.drawn(1), { tips: [{ node: 1, at: 0.5, height: 0, size: 1 }, { node: 0, at: 1.5, height: 0, size: 1 }], joins: [{ node: 2, at: 1, height: 3, from: [0.5, 1.5], down: [0, 0] }] });
  const alike = new Tree({ rows: 4, merges: Float64Array.of(0, 1, 0, 2, 2, 3, 0, 2, 4, 5, 0, 4), order: Uint32Array.of(0, 1, 2, 3) });
  assert.equal(alike.groupsAt(0), 1, "no height parts them");
  assert.deepEqual([...alike.labels(3)], [0, 0, 1, 2], "but a number of groups does");
  assert.ok(Number.isFinite(alike.heightFor(3)));
});

test("a small tree is drawn whole, a large one by its last joins with every song in some bunch", () => {
  const small = new Tree(someTree(150, 3)).drawn(4);
  assert.equal(small.tips.length, 150);
  assert.ok(small.tips.every(({ size, height }) => size === 1 && height === 0));
  for (const [rows, groups, tips] of [[151, 4, 61], [2000, 4, 61], [2000, 40, 80], [2000, 100, 150]]) {
    const tree = new Tree(someTree(rows, rows + groups));
    const drawn = tree.drawn(groups);
    assert.equal(drawn.tips.length, tips);
    assert.equal(drawn.joins.length, tips - 1);
    assert.equal(drawn.tips.reduce((sum, { size }) => sum + size, 0), rows);
    assert.deepEqual(drawn.tips.flatMap(({ node }) => [...tree.rowsOf(node)]), [...tree.order], "no two branches cross");
    assert.ok(drawn.joins.every(({ height, down }) => height >= Math.max(...down)), "branches go down");
    assert.ok(drawn.joins.every(({ at, from }) => from[0] < at && at < from[1]));
    const labels = tree.labels(groups);
    const shown = new Set(drawn.tips.map(({ node }) => tree.labelOf(node, labels, groups)));
    assert.deepEqual([...shown].sort((one, other) => Number(one) - Number(other)), Array.from({ length: groups }, (_, label) => label), "each group has a branch of its own");
    assert.equal(tree.labelOf(2 * rows - 2, labels, groups), null, "the root is of several");
  }
});

test("the number of groups with the longest branches is found among those that are asked about", () => {
  const tree = new Tree({ rows: 5, merges: Float64Array.of(0, 1, 1, 2, 2, 3, 1.2, 2, 4, 5, 9, 3, 6, 7, 10, 5), order: Uint32Array.of(0, 1, 2, 3, 4) });
  assert.equal(tree.longest(12), 3);
  assert.deepEqual(tree.stretch(3), [1.2, 9]);
  assert.equal(tree.longest(2), 2);
  assert.equal(tree.isSteep, false, "where one may want to cut is high up");
  const steep = new Tree({ rows: 8, merges: Float64Array.of(0, 1, 1, 2, 2, 3, 1, 2, 4, 5, 1, 2, 6, 7, 1, 2, 8, 9, 1.5, 4, 10, 11, 2, 4, 12, 13, 30, 8), order: Uint32Array.from({ length: 8 }, (_, row) => row) });
  assert.equal(steep.isSteep, true);
});

test("a curve's bend is where it leaves the ground, whatever its scale; a straight line has none", () => {
  const bent = Array.from({ length: 100 }, (_, at) => (at < 80 ? 1 + at * 0.002 : 1.16 + (at - 79) * 0.3));
  assert.ok(Math.abs((elbow(bent)?.at ?? 0) - 79) <= 1);
  assert.equal(elbow(bent.map((value) => value * 1e-4))?.at, elbow(bent)?.at);
  for (const flat of [[], [1], [1, 2], [2, 2, 2, 2], [1, 2, 3, 4, 5], [0, 0, 0, 0, 7], [1, 2, NaN]]) assert.equal(elbow(flat), null, String(flat));
  assert.deepEqual([tidy(0.123456), tidy(1234.5), tidy(2)], [0.123, 1230, 2]);
});

test("songs in dense places are those whose neighbours are within reach, the border counted", () => {
  const values = Float64Array.of(0.1, 0.2, 0.2, 0.5);
  for (const eps of [0, 0.1, 0.15, 0.2, 0.3, 0.5, 9]) assert.equal(coresWithin(values, eps), values.filter((value) => value <= eps).length, String(eps));
});

test("a profile has each group from its best song to its worst; of thousands, bars stand for several", () => {
  const labels = [1, 0, 0, -1, 1, 0];
  const small = profiles([0.1, 0.5, -0.2, null, 0.3, 0.4], labels, 100);
  assert.deepEqual(small.map(({ label, size }) => [label, size]), [[0, 3], [1, 2]]);
  assert.deepEqual(small[0]?.bars, [{ value: 0.5, row: 1 }, { value: 0.4, row: 5 }, { value: -0.2, row: 2 }]);
  assert.ok(Math.abs((small[1]?.mean ?? 0) - 0.2) < 1e-12);
  const random = numbers(5);
  const many = Array.from({ length: 5000 }, () => random() * 2 - 1);
  const groups = profiles(many, many.map((_, row) => (row < 4990 ? row % 3 : 3)), 300);
  const bars = groups.reduce((sum, group) => sum + group.bars.length, 0);
  assert.ok(bars >= 295 && bars <= 305, `${bars} bars`);
  assert.equal(groups[3]?.bars.length, 1, "a small group keeps a bar");
  for (const { bars: own } of groups) own.slice(1).forEach(({ value }, at) => assert.ok(value <= (own[at]?.value ?? 0)));
  assert.deepEqual(profiles([null, null], [-1, -1], 10), []);
  assert.deepEqual(weakest([0.3, null, -0.5, 0.3, 0], 3), [2, 4, 0]);
});

test("ticks are round, inside, and few", () => {
  assert.deepEqual(ticks(0, 6.2), [0, 2, 4, 6]);
  assert.deepEqual(ticks(-0.3, 0.6, 5), [-0.2, 0, 0.2, 0.4, 0.6]);
  assert.deepEqual(ticks(-0.3, 0.6, 4), [0, 0.5]);
  assert.deepEqual(ticks(0, 0.00042), [0, 0.0001, 0.0002, 0.0003, 0.0004]);
  assert.deepEqual([ticks(1, 1), ticks(0, Infinity), ticks(0, NaN)], [[], [], []]);
  assert.ok(Object.is(ticks(-1, 1, 2).find((tick) => tick === 0), 0), "no −0");
});

test("the silhouette's sentence counts those that lie well and names the group with most strays", () => {
  const clusters = [0, 0, 0, 0, 1, 1, 1, 2, 2, -1];
  const run = runOf(clusters, { silhouettes: [0.5, 0.5, 0.5, -0.1, -0.2, -0.3, 0.4, 0.1, 0.2, null] });
  assert.equal(silhouetteSentence(run), "67 % of the songs lie nearer to their own group than to the next; group 2 holds the most strays (2 of its 3).");
  const one = runOf(clusters, { silhouettes: [0.5, 0.5, 0.5, 0.1, -0.2, 0.3, 0.4, 0.1, 0.2, null] });
  assert.match(silhouetteSentence(one), /^89 % .*; the other one is in group 2\.$/);
  const two = runOf(clusters, { silhouettes: [0.5, 0.5, 0.5, 0.1, -0.2, -0.3, 0.4, 0.1, 0.2, null] });
  assert.match(silhouetteSentence(two), /^78 % .*; the others are all in group 2\.$/);
  const between = runOf(clusters, { silhouettes: [0.5, 0.5, 0.5, 0, -0.2, 0.3, 0.4, 0.1, 0.2, null] });
  assert.match(silhouetteSentence(between), /^78 % .*; group 2 holds the most strays \(1 of its 3\)\.$/, "who lies just between is no stray");
  const all = runOf([0, 0, 1, 1], { silhouette_groups: [{ label: 0, size: 2, mean: 0.7 }, { label: 1, size: 2, mean: 0.31 }] });
  assert.equal(silhouetteSentence(all), "Every song lies nearer to its own group than to the next; the loosest is group 2 (0.31 on average).");
  assert.equal(silhouetteSentence(runOf([-1, -1])), "");
  assert.deepEqual([percent(0.999), percent(0.001), percent(1), percent(0), percent(0.5)], ["over 99 %", "under 1 %", "100 %", "0 %", "50 %"]);
});

test("Calinski–Harabasz is told as the share of the spread that lies between groups, beside that of groups dealt out by lot", () => {
  // Points on a line: two groups at −5 and 5, each with spread 1 around; between 4·25 = 100, within 4·1 = 4.
  const [between, within, rows, groups] = [100, 4, 4, 2];
  const value = between / (groups - 1) / (within / (rows - groups));
  assert.equal(calinskiSentence(runOf([0, 0, 1, 1], { metrics: { calinski_harabasz: value } })), "The groups account for 96 % of how the songs are strewn; dealt out by lot they would for 33 %.");
  assert.equal(calinskiSentence(runOf([0, 0, 1, 1])), "");
});

test("scores of agreement stand beside chance, and what is no more than chance is said to be", () => {
  assert.equal(chanceSentence(0.88, 0.31), "Chance alone would reach 0.31; these groups reach 0.88, 83 % of the way from chance to full agreement.");
  assert.match(chanceSentence(0.3, 0.31), /which is no more\.$/);
  assert.match(chanceSentence(0, 0), /which is no more\.$/);
  assert.equal(chanceSentence(0.5, null), "");
  assert.equal(puritySentence(runOf([0, 0, 0, 1, 1, 1, 1, 1]), 0.75, 0.5), "6 of 8 songs have the label that is most frequent in their group; by chance it would be about 4.");
  const truth = { column: "genre", purity: 0.75, chance: 0.5, ari: 0.4, nmi: 0.6, asked: true, by_lot: { ari: 0, nmi: 0.2, purity: 0.55 } };
  const run = runOf([0, 0, 1, 1], { repeats: { seeds: [1, 2], scores: { ari: { mean: 0.41, sd: 0.03, count: 2 } } } });
  const [ari, nmi, purity] = scores(run, [truth]);
  assert.deepEqual([ari?.scale?.chance, nmi?.scale?.chance, purity?.scale?.chance], [0, 0.2, 0.55]);
  assert.deepEqual(ari?.besides, ["0.41 ± 0.03 over 2 seeds"]);
  assert.deepEqual(scores(run, [{ ...truth, ari: null, nmi: null, asked: false }])[0]?.besides, [], "the seeds were scored against another column");
  assert.match(subline(run, [truth]), /dealt out by lot they would have 0\.55/);
});

test("what is undefined says so and why, and is no number", () => {
  const metrics = { silhouette: null, calinski_harabasz: null, davies_bouldin: null };
  const first = (/** @type {Run} */ run) => scores(run, [])[0];
  for (const [clusters, reason] of /** @type {[number[], RegExp][]} */ ([[[0, 0, 0], /one group alone/], [[0, 1, 2], /single song/], [[-1, -1], /no song is in a group/], [[0, 0, 1], /do not differ/]])) {
    const score = first(runOf(clusters, { metrics }));
    assert.equal(score?.value, null);
    assert.match(score?.verdict ?? "", reason);
    assert.equal(score?.scale, undefined);
  }
  assert.match(whyUndefined(runOf([0, 0, 1], { warnings: [{ code: "scores_stopped" }] })), /you stopped/);
  assert.equal(scores(runOf([0, 0, 1]), []).some(({ name }) => name === "Silhouette"), false, "what was not asked for is not said to be undefined");
  assert.equal(scores(runOf([-1, -1]), [{ column: "genre", purity: null, chance: 1, ari: null, nmi: null }])[0]?.value, null);
  assert.equal(repeatWords(runOf([0], { repeats: { seeds: [1], scores: { silhouette: { mean: 0.3, sd: null, count: 1 } } } }), "silhouette"), "0.30 over 1 seed");
  assert.equal(repeatWords(runOf([0]), "silhouette"), "");
});

test("the same score in the common space stands beside it", () => {
  const run = runOf([0, 0, 1, 1], { metrics: { silhouette: 0.4, silhouette_features: 0.18, davies_bouldin: 0.7, davies_bouldin_features: null } });
  const [silhouette, davies] = scores(run, []);
  assert.deepEqual(silhouette?.besides, ["0.18 in the common space"]);
  assert.deepEqual(davies?.besides, []);
  assert.equal(hasCommon(run), true);
  assert.equal(hasCommon(runOf([0, 1])), false);
});

test("songs in no group are named with the coverage, under the headline and as a score", () => {
  const run = runOf([...new Array(25).fill(0), ...new Array(7).fill(-1)]);
  const said = "7 songs are in no group; the scores speak of the other 25 (coverage 0.78).";
  assert.ok(subline(run, []).includes(said));
  assert.equal(scores(run, []).find(({ name }) => name === "Coverage")?.said, said);
  assert.equal(scores(runOf([0, 1]), []).some(({ name }) => name === "Coverage"), false);
  assert.match(subline(runOf([-1, -1]), []), /^All 2 songs are in no group, so there is nothing to score\./);
});

test("who stopped only the drawing is not told that the learning was stopped", () => {
  const stopped = { stopped: true, losses: [{ total: 1, reconstruction: 1, kl: 0, validation: null }] };
  assert.match(subline(runOf([0, 1], stopped), []), /You stopped after epoch 1/);
  assert.doesNotMatch(subline(runOf([0, 1], { ...stopped, warnings: [{ code: "map_stopped", done: 3, total: 9 }] }), []), /You stopped after epoch/);
});

test("settings of groupings and maps that count for nothing say so", () => {
  const owners = { linkage: "agglomerative", dbscan_eps: "dbscan", dbscan_min_samples: "dbscan", spectral_n_neighbors: "spectral", hdbscan_min_cluster_size: "hdbscan" };
  for (const method of Object.keys(groupingWords.methods)) {
    const settings = { ...DEFAULTS, cluster_method: method };
    for (const [name, owner] of Object.entries(owners)) assert.equal(idle(name, settings), owner === method ? null : owner, `${name} with ${method}`);
    assert.equal(idle("clusters", settings), method === "dbscan" || method === "hdbscan" ? "findsNumber" : null, method);
    assert.equal(idle("seeds", settings), null);
  }
  for (const viz of Object.keys(groupingWords.maps)) {
    for (const name of ["umap_n_neighbors", "umap_min_dist"]) assert.equal(idle(name, { ...DEFAULTS, viz }), viz === "umap" ? null : "umap");
    assert.equal(idle("tsne_perplexity", { ...DEFAULTS, viz }), viz === "tsne" ? null : "tsne");
  }
  for (const name of ["findsNumber", ...Object.values(owners), "umap", "tsne"]) assert.ok(Object.hasOwn(words.idle, name), name);
});

test("every new fault has a sentence, and where a setting mends it a button that changes something", () => {
  const faults = [
    { code: "eps_replaced", asked: 0.5, used: 1.23456 }, { code: "all_noise", eps: 0.5 }, { code: "neighbours_lowered", asked: 15, used: 4 }, { code: "graph_in_parts", parts: 3, clusters: 2 },
    { code: "grouping_stopped", method: "spectral" }, { code: "scores_stopped" }, { code: "map_stopped", done: 3, total: 500 }, { code: "repeats_stopped", done: 2, total: 5 },
    { code: "eps_not_positive", eps: -1 }, { code: "no_min_samples" }, { code: "eigenvectors_not_converged", rows: 700 }, { code: "mixture_not_finite" },
    { code: "groups_too_small", min_cluster_size: 1 }, { code: "no_room_for_matrix", rows: 50_000, bytes: 5e9 }, { code: "too_few_map_neighbours", neighbours: 1 }, { code: "min_dist_out_of_range" },
    { code: "map_neighbours", rows: 5, expected: 4, found: 3 }, { code: "neighbour_rows", expected: 5, found: 4 },
  ];
  for (const fault of faults) {
    const { sentence, cure } = problemWords(fault);
    assert.ok(sentence.length > 20 && sentence !== fault.code && cure !== "", fault.code);
    assert.doesNotMatch(sentence + cure, /undefined|NaN|\?/, fault.code);
    /** @type {Settings} */
    const settings = { ...DEFAULTS, cluster_method: "dbscan", dbscan_eps: fault.eps ?? 0.6, dbscan_min_samples: fault.code === "no_min_samples" ? 0 : 5, linkage: "complete", hdbscan_min_cluster_size: 1 };
    for (const { label, changes } of curesFor(fault, settings)) {
      assert.ok(label.length > 3);
      assert.ok(fault.code.endsWith("_stopped") ? Object.keys(changes).length === 0 : Object.entries(changes).some(([name, value]) => settings[name] !== value), `${fault.code}: ${label}`);
    }
  }
  assert.match(problemWords({ code: "eps_replaced", asked: 0.5, used: 1.23456 }).sentence, /0\.5.*1\.23/);
});

test("groups of noise are mended by a reach at the bend of the distances", () => {
  const distances = Float64Array.from({ length: 100 }, (_, at) => (at < 80 ? 2 + at * 0.002 : 2.16 + (at - 79) * 0.3));
  const [first, second] = curesFor({ code: "all_noise", eps: 0.5 }, DEFAULTS, undefined, distances);
  assert.ok(Math.abs(Number(first?.changes["dbscan_eps"]) - 2.16) < 0.02);
  assert.deepEqual(second?.changes, { dbscan_min_samples: 2 });
  assert.deepEqual(curesFor({ code: "all_noise", eps: 0.5 }, DEFAULTS)[0]?.changes, { dbscan_eps: 1 }, "without distances, a larger one");
  assert.deepEqual(curesFor({ code: "eps_replaced", asked: 0.5, used: 1.23456 }, DEFAULTS)[0]?.changes, { dbscan_eps: 1.23 });
  assert.deepEqual(curesFor({ code: "graph_in_parts", parts: 3, clusters: 2 }, DEFAULTS)[0]?.changes, { spectral_n_neighbors: 20 });
  assert.deepEqual(curesFor({ code: "graph_in_parts", parts: 3, clusters: 2 }, { ...DEFAULTS, spectral_n_neighbors: 200 }), [], "there are no more");
});

test("axes of UMAP and t-SNE say that they mean nothing; those of PCA say their share", () => {
  for (const viz of ["umap", "tsne"]) assert.ok(words.axes(null, viz).every((axis) => /mean(s|ing)?/.test(axis)), viz);
  assert.deepEqual(words.axes([0.5, 0.2], "umap"), words.axes([0.5, 0.2], "pca"), "a map that was not waited for is straight");
  assert.deepEqual(words.axes([0.5, 0.2], "pca"), ["first direction: 50 % of the spread", "second direction: 20 % of the spread"]);
  assert.deepEqual(words.axes(null), ["first direction", "second direction"]);
  assert.deepEqual(words.axesNarrow(words.axes([0.5, 0.2], "pca")), ["first direction", "second direction"]);
  assert.deepEqual(words.axesNarrow(words.axes(null, "tsne")), ["t-SNE", "a direction without meaning"]);
});

test("each stage of a run says what it is doing, and how far it is where that is known", () => {
  const said = (/** @type {import("../../www/app/types.js").ProgressDetail["stage"]} */ stage, done = 1, total = 4) => progressText({ stage, done, total });
  const all = [said("neighbours"), said("cluster"), said("score"), said("map"), said("repeat")];
  assert.equal(new Set(all).size, 5);
  for (const text of all.slice(0, 4)) assert.match(text, /: 25 %$/);
  assert.match(said("repeat", 1, 5), /2 of 5$/);
  assert.match(said("repeat", 5, 5), /5 of 5$/);
  assert.equal(said("cluster", 1, 2), "Finding groups");
  assert.doesNotMatch(said("repeat", 1, 1), /seed/, "a single seed is no repetition");
});

test("comparing each of very many songs with every other is said before", () => {
  const estimate = { bytes: 1e6, limit: 2e9, fits: true, songs: 0 };
  assert.equal(memoryWords(estimate, 50_000), "");
  assert.equal(memoryWords({ ...estimate, quadratic: 4e8 }, 10_000), "");
  assert.match(memoryWords({ ...estimate, quadratic: 400_040_000 }, 10_001), /10,001 songs.*400 MB/);
  const tracks = /** @type {import("../../www/app/types.js").Track[]} */ (/** @type {unknown} */ ([{ state: "ready" }, { state: "failed" }, { state: "ready" }]));
  assert.equal(rowsOf(tracks, { clips: 0, max_seconds: 60 }), 2);
  assert.equal(rowsOf(tracks, { clips: 25, max_seconds: 60 }), 6);
});

test("an answer without the new parts is a run without them", () => {
  const answer = { ids: ["a"], latents: new Float32Array(1), latentUnits: 1, seconds: {}, losses: [], reconstructionErrors: new Float32Array(), warnings: [], agreement: [], silhouettes: [null] };
  const made = makeRun(1, {}, new Map(), answer, [], { decode: 0, features: 0 });
  assert.deepEqual([made.dendrogram, made.k_distances, made.eps_used, made.memberships, made.graph_parts, made.repeats, made.silhouette_groups], [null, null, null, null, null, null, []]);
  const dendrogram = someTree(3, 1);
  const full = makeRun(1, {}, new Map(), { ...answer, dendrogram, kDistances: Float64Array.of(1), epsUsed: 0.5, graphParts: 2, memberships: Float32Array.of(1), silhouetteGroups: [{ label: 0, size: 1, mean: 0 }] }, [], { decode: 0, features: 0 });
  assert.equal(full.dendrogram, dendrogram);
  assert.deepEqual([full.eps_used, full.graph_parts, full.memberships?.length, full.k_distances?.length, full.silhouette_groups.length], [0.5, 2, 1, 1, 1]);
});

test("the best of the numbers tried comes first; the undecided are counted in groups only", () => {
  const tried = [{ clusters: 2, silhouette: 0.2, inertia: 1 }, { clusters: 3, silhouette: 0.5, inertia: 1 }, { clusters: 4, silhouette: null, inertia: 1 }, { clusters: 5, silhouette: 0.5, inertia: 1 }];
  assert.deepEqual(bestOf(tried).map(({ clusters }) => clusters), [3, 5, 2]);
  assert.equal(groupingWords.triedFinding(3, 0.5, 5, 0.5), "Of the numbers tried, 3 groups stand apart best (silhouette 0.50); 5 groups do as well (0.50).");
  assert.equal(undecided(Float32Array.of(0.5, 0.59, 0.61, 0.1), Int32Array.of(0, 1, 0, -1)), 2);
});
