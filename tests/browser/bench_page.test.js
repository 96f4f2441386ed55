// @ts-check
/** The bench page measures: a tiny load, and nothing said about how long it took. */

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { assertQuiet, closeBrowser, openPage, startServer } from "./harness.js";

/** @typedef {import("../../www/bench/plan.js").Measured} Measured */
/** @typedef {import("../../www/bench/training_plan.js").Trained} Trained */

/** @type {Awaited<ReturnType<typeof startServer>>} */
let server;
before(async () => { server = await startServer(); });
after(async () => {
  await closeBrowser();
  await server.stop();
});

const TINY = "bench/?seconds=1&songs=24&most=5&batches=2&batch=0&warm=no";

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
  assert.equal(rows.length, 8 + 4);
  for (const row of rows.slice(1, 8)) assert.match(row, /Songscape: [\d.,]+ ms, [\d.,]+ a second/);
  assert.match(rows[1], /MFCC \(1\s+s\)/);
  assert.match(rows[1], /Songscape on 2 workers: /);
  assert.match(rows[1], /meyda: not here/);
  assert.match(rows[5], /JavaScript: [\d.,]+ ms, .* farthest number [\d.,e-]+ from ours/);
  for (const row of rows.slice(9)) {
    assert.match(row, /Songscape: [\d.,e-]+ s, [\d.,]+ GFLOP\/s/);
    assert.match(row, /Songscape on 2 workers: /);
    assert.match(row, /best product of matrices: [\d.,]+ GFLOP\/s/);
    assert.match(row, /PyTorch: not here/);
    assert.match(row, /speed of two workers, of one's: [\d.,e-]+ ×/);
  }
  assert.match(rows[10], /speed of two workers, of one's: [\d.,e-]+ ×, at least 1\.7 wanted/);
  // The missing file is the only thing the console has to say.
  assert.ok(problems.every((problem) => problem.includes("/bench/nowhere.js")), problems.join("\n"));
  await close();
});
