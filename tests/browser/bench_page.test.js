// @ts-check
/** The bench page measures: a tiny load, and nothing said about how long it took. */

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { assertQuiet, closeBrowser, openPage, startServer } from "./harness.js";

/** @typedef {import("../../www/bench/plan.js").Measured} Measured */

/** @type {Awaited<ReturnType<typeof startServer>>} */
let server;
before(async () => { server = await startServer(); });
after(async () => {
  await closeBrowser();
  await server.stop();
});

const TINY = "bench/?seconds=1&songs=24&batches=2&batch=0&warm=no";

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

test("a visitor measures, and reads what was found; a rival that is not here is said to be missing", async () => {
  const { page, close, problems } = await openPage({ url: `${server.url}${TINY}&rival=meyda=/bench/nowhere.js` });
  await page.getByRole("button", { name: "Measure" }).click();
  await page.getByRole("status").filter({ hasText: "Done." }).waitFor();
  const rows = await page.getByRole("row").allInnerTexts();
  assert.equal(rows.length, 8);
  for (const row of rows.slice(1)) assert.match(row, /Songscape: [\d.,]+ ms, [\d.,]+ a second/);
  assert.match(rows[1], /MFCC \(1\s+s\)/);
  assert.match(rows[1], /Songscape on 2 workers: /);
  assert.match(rows[1], /meyda: not here/);
  assert.match(rows[5], /JavaScript: [\d.,]+ ms, .* farthest number [\d.,e-]+ from ours/);
  // The missing file is the only thing the console has to say.
  assert.ok(problems.every((problem) => problem.includes("/bench/nowhere.js")), problems.join("\n"));
  await close();
});
