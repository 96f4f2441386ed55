// @ts-check
/** The bench page measures: a tiny load, and nothing said about how long it took. */

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { assertQuiet, closeBrowser, openPage, startServer } from "./harness.js";

/** @typedef {import("../../www/bench/plan.js").Measured} Measured */
/** @typedef {import("../../www/bench/training_plan.js").Trained} Trained */
/** @typedef {import("../../www/bench/grouping_plan.js").Grouped} Grouped */

/** @type {Awaited<ReturnType<typeof startServer>>} */
let server;
before(async () => { server = await startServer(); });
after(async () => {
  await closeBrowser();
  await server.stop();
});

const TINY = "bench/?seconds=1&songs=24&most=5&batches=2&batch=0&warm=no&rows=60,90&rounds=2&round=0";

/** A peer whose losses are wrong, and that has no convolutions. */
const ASTRAY = `
  import { learnWith } from "/bench/learning.js";
  learnWith(({ problem }) => {
    if (problem.architecture.kind === "conv2d") throw new Error("no convolutions here");
    return { epoch: () => ({ reconstruction: 0.5, kl: 0.5 }) };
  });
`;

test("one worker and two find the same, and so does the twin in JavaScript", async () => {
  const { page, close } = await openPage({ url: `${server.url}${TINY}` });
  /** @type {Measured[]} */
  const measured = await page.evaluate(async () => {
    const { options } = await import(/** @type {string} */ ("/bench/main.js"));
    const { measureAll } = await import(/** @type {string} */ ("/bench/plan.js"));
    return measureAll(options, () => {});
  });
  const ours = measured.filter(({ by }) => by === "Songscape");
  assert.deepEqual(ours.map(({ task, workers }) => `${task} ${workers}`), [
    "mfcc 1", "mfcc 2", "logmelspec 1", "logmelspec 2", "both 1", "both 2", "decoded 1", "decoded 2", "char_wb 1", "word 1", "svd 1",
  ]);
  for (const { task, workers, figure, same } of ours) {
    assert.ok(same, `${task} on ${workers} workers`);
    assert.ok(figure && Number.isFinite(figure.wall) && figure.wall > 0 && Number.isFinite(figure.rate) && figure.rate > 0, task);
  }
  const twin = measured.filter(({ by }) => by === "JavaScript");
  assert.deepEqual(twin.map(({ task }) => task), ["char_wb", "word"]);
  for (const { task, distance } of twin) assert.ok(distance !== null && distance < 1e-6, `${task}: ${distance}`);
  assertQuiet(page);
  await close();
});

test("one worker and two learn the same, to the last bit", async () => {
  const { page, close } = await openPage({ url: `${server.url}${TINY}` });
  /** @type {Trained[]} */
  const trained = await page.evaluate(async () => {
    const { options } = await import(/** @type {string} */ ("/bench/main.js"));
    const { measureTraining } = await import(/** @type {string} */ ("/bench/training_plan.js"));
    return measureTraining(options, () => {});
  });
  const ours = trained.filter(({ by }) => by === "Songscape");
  assert.deepEqual(ours.map(({ problem, workers }) => `${problem} ${workers}`), [
    "mlp 1", "mlp 2", "conv 1", "conv 2", "conv_default 1", "conv_default 2",
  ]);
  for (const { problem, workers, same, time } of trained.filter(({ time }) => time !== null)) {
    assert.ok(same, `${problem} on ${workers} workers`);
    assert.ok(time && Number.isFinite(time.wall) && time.wall > 0, problem);
  }
  const missing = trained.filter(({ time }) => time === null);
  assert.deepEqual(missing.map(({ by, reason }) => `${by}: ${reason}`).filter((line, place, all) => all.indexOf(line) === place), [
    "TensorFlow.js: not here",
    "PyTorch: not here",
    "TensorFlow.js, gradients rewritten: not here",
    "TensorFlow.js, rewritten and tuned: not here",
  ]);
  assertQuiet(page);
  await close();
});

test("a peer that learns something else is found out, and one that cannot learn says why", async () => {
  const { page, close } = await openPage({
    url: `${server.url}${TINY.replace("most=5", "most=1")}&learner=${encodeURIComponent("TensorFlow.js=/bench/astray.js")}`,
    prepare: (context) => context.route("**/bench/astray.js", (route) => route.fulfill({ contentType: "text/javascript", body: ASTRAY })),
  });
  /** @type {Trained[]} */
  const trained = await page.evaluate(async () => {
    const { options } = await import(/** @type {string} */ ("/bench/main.js"));
    const { measureTraining } = await import(/** @type {string} */ ("/bench/training_plan.js"));
    return measureTraining(options, () => {});
  });
  const [mlp, conv] = trained.filter(({ by }) => by === "TensorFlow.js");
  assert.ok(mlp.distance !== null && mlp.distance > 1e-4, `${mlp.distance}`);
  assert.equal(conv.reason, "no convolutions here");
  await close();
});

/** A peer that puts every other song into another group, and has no maps. */
const HALVES = `
  import { answerWith } from "/bench/answer.js";
  const halves = (rows) => () => () => ({ numbers: Array.from({ length: rows }, (_, row) => row % 2) });
  answerWith({ kmeans: halves, "kmeans, one start": halves, tsne: () => () => { throw new Error("no maps here"); } });
`;

/** @param {import("playwright-core").Page} page @returns {Promise<Grouped[]>} */
function groups(page) {
  return page.evaluate(async () => {
    const { options } = await import(/** @type {string} */ ("/bench/main.js"));
    const { measureGroups } = await import(/** @type {string} */ ("/bench/grouping_plan.js"));
    return measureGroups(options, () => {});
  });
}

test("groups, scores and maps are found at every size, and peers that are not here are said to be missing", async () => {
  const { page, close } = await openPage({ url: `${server.url}${TINY}` });
  const all = await groups(page);
  const ours = all.filter(({ by }) => by === "Songscape");
  assert.deepEqual(ours.map(({ task, size }) => `${task} ${size}`), [
    "kmeans 60", "kmeans 90", "dbscan 60", "dbscan 90", "ward 60", "ward 90", "spectral 60", "spectral 90",
    "silhouette 60", "silhouette 90", "umap 60", "umap 90", "tsne 60", "tsne 90",
  ]);
  for (const { task, time, resemblance } of ours) {
    assert.ok(time && Number.isFinite(time.wall), task);
    const figures = Object.values(resemblance ?? {});
    assert.ok(figures.length > 0 && figures.every((figure) => Number.isFinite(figure) && figure <= 1), `${task}: ${figures}`);
  }
  const missing = all.filter(({ by }) => by !== "Songscape");
  assert.deepEqual(new Set(missing.map(({ reason }) => reason)), new Set(["not here"]));
  assertQuiet(page);
  await close();
});

test("a peer that groups otherwise is seen to, and one that fails says why and does not come again", async () => {
  const { page, close } = await openPage({
    url: `${server.url}${TINY}&grouper=${encodeURIComponent("scran.js=/bench/halves.js")}`,
    prepare: (context) => context.route("**/bench/halves.js", (route) => route.fulfill({ contentType: "text/javascript", body: HALVES })),
  });
  const all = (await groups(page)).filter(({ by }) => by.startsWith("scran.js"));
  const halves = all.filter(({ task }) => task === "kmeans");
  assert.deepEqual(halves.map(({ by, size }) => `${by} ${size}`), ["scran.js 60", "scran.js, one start 60", "scran.js 90", "scran.js, one start 90"]);
  for (const { resemblance } of halves) {
    assert.ok(resemblance?.agreement !== undefined && resemblance.agreement < 0.5, String(resemblance?.agreement));
    assert.ok(resemblance.inertia !== undefined && resemblance.inertia > 1.1, String(resemblance.inertia));
  }
  assert.deepEqual(all.filter(({ task }) => task === "tsne").map(({ time, reason }) => [time, reason]), [[null, "no maps here"], [null, "no maps here"]]);
  await close();
});

test("what is compared is told apart: groups by their members, maps by their neighbours", async () => {
  const { page, close } = await openPage({ url: `${server.url}bench/` });
  const found = await page.evaluate(async () => {
    const { adjustedRand, inertia, trustworthiness } = await import(/** @type {string} */ ("/bench/resemblance.js"));
    const { COLUMNS, points } = await import(/** @type {string} */ ("/bench/groupings.js"));
    // Songs on a line: the map that shows the line, and one that folds it.
    const line = Float32Array.from({ length: 80 * COLUMNS }, (_, place) => (place % COLUMNS === 0 ? place / COLUMNS : 0));
    const map = (/** @type {(row: number) => number} */ at) =>
      Float32Array.from({ length: 160 }, (_, place) => (place % 2 === 0 ? at(place / 2) : 0));
    return {
      renamed: adjustedRand([0, 0, 1, 1, 2, 2], [5, 5, 3, 3, -1, -1]),
      // scikit-learn's adjusted_rand_score([0, 0, 1, 1], [0, 0, 1, 2])
      split: adjustedRand([0, 0, 1, 1], [0, 0, 1, 2]),
      shown: trustworthiness(line, map((row) => 2 * row)),
      folded: trustworthiness(line, map((row) => Math.abs(row - 39.6))),
      together: inertia(points(40), new Int32Array(40)),
      apart: inertia(points(40), Int32Array.from({ length: 40 }, (_, row) => row)),
    };
  });
  assert.equal(found.renamed, 1);
  assert.ok(Math.abs(found.split - 0.5714285714285714) < 1e-12, String(found.split));
  assert.equal(found.shown, 1);
  assert.ok(found.folded < 0.9, String(found.folded));
  // Sums of 1,280 squares in f64.
  assert.ok(found.together > 1000 && Math.abs(found.apart) < 1e-6, `${found.together}, ${found.apart}`);
  assertQuiet(page);
  await close();
});

test("the product that all are measured against is one", async () => {
  const { page, close } = await openPage({ url: `${server.url}bench/` });
  const farthest = await page.evaluate(async () => {
    const { product } = await import(/** @type {string} */ ("/bench/product.js"));
    const side = 24;
    const left = (/** @type {number} */ row, /** @type {number} */ column) => Math.sin(row + 7 * column);
    const right = (/** @type {number} */ row, /** @type {number} */ column) => Math.cos(3 * row - column);
    const { run, at } = await product(side, left, right);
    run();
    let farthest = 0;
    for (let row = 0; row < side; row += 1) {
      for (let column = 0; column < side; column += 1) {
        let sum = 0;
        for (let depth = 0; depth < side; depth += 1) sum += left(row, depth) * right(depth, column);
        farthest = Math.max(farthest, Math.abs(sum - at(row, column)));
      }
    }
    return farthest;
  });
  // Sums of 24 products in f32.
  assert.ok(farthest < 1e-5, String(farthest));
  assertQuiet(page);
  await close();
});

test("a visitor measures, and reads what was found; a rival that is not here is said to be missing", async () => {
  const { page, close, problems } = await openPage({ url: `${server.url}${TINY}&rival=meyda=/bench/nowhere.js` });
  await page.getByRole("button", { name: "Measure" }).click();
  await page.getByRole("status").filter({ hasText: "Done." }).waitFor({ timeout: 180_000 });
  const rows = await page.getByRole("row").allInnerTexts();
  assert.equal(rows.length, 8 + 4 + 8);
  for (const row of rows.slice(1, 8)) assert.match(row, /Songscape: [\d.,]+ ms, [\d.,]+ a second/);
  assert.match(rows[1], /MFCC \(1\s+s\)/);
  assert.match(rows[1], /Songscape on 2 workers: /);
  assert.match(rows[1], /meyda: not here/);
  assert.match(rows[5], /JavaScript: [\d.,]+ ms, .* farthest number [\d.,e-]+ from ours/);
  for (const row of rows.slice(9, 12)) {
    assert.match(row, /Songscape: [\d.,e-]+ s, [\d.,]+ GFLOP\/s/);
    assert.match(row, /Songscape on 2 workers: /);
    assert.match(row, /best product of matrices: [\d.,]+ GFLOP\/s/);
    assert.match(row, /PyTorch: not here/);
    assert.match(row, /speed of two workers, of one's: [\d.,e-]+ ×/);
  }
  assert.match(rows[10], /speed of two workers, of one's: [\d.,e-]+ ×, at least 1\.7 wanted/);
  for (const row of rows.slice(13)) {
    assert.match(row, /60 songs, Songscape: [\d.,e-]+ ms; \w+/);
    assert.match(row, /90 songs, (scikit|umap)-learn: not here/);
  }
  // The missing file is the only thing the console has to say.
  assert.ok(problems.every((problem) => problem.includes("/bench/nowhere.js")), problems.join("\n"));
  await close();
});
