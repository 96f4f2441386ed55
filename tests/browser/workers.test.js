// @ts-check
/** The same files and seed give the same bits, however many workers share the work and in whatever order they finish. */

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { assertQuiet, closeBrowser, openPage, root, startServer } from "./harness.js";
import { drop, engine, installEngine, ready, run } from "./visit.js";

/** @type {Awaited<ReturnType<typeof startServer>>} */
let server;
before(async () => { server = await startServer(); });
after(async () => {
  await closeBrowser();
  await server.stop();
});

test("1, 2 and 4 workers give identical labels, latents and metrics", async () => {
  const styles = ["waltz", "techno", "ambient", "chiptune"];
  const files = styles.flatMap((style) => [1, 2, 3, 4].map((number) => `${root}data/songs/${style}_0${number}.mp3`));
  const results = [];
  for (const workers of [1, 2, 4]) {
    const { page, close } = await openPage({ url: `${server.url}?workers=${workers}#seed=11`, prepare: installEngine });
    await ready(page);
    await drop(page, files);
    const { ids, clusters, latents, metrics, projection, losses } = await run(page);
    results.push({ ids, clusters, latents, metrics, projection, losses });
    assertQuiet(page);
    await close();
  }
  assert.equal(results[0].ids.length, 16);
  assert.deepEqual(results[1], results[0]);
  assert.deepEqual(results[2], results[0]);
});

/** Maps and convolutions, so much work that workers share it. @param {number} epochs */
const maps = (epochs) => `feature=logmelspec&vae_arch=conv2d&n_mels=64&tf_frames=256&channels=16,32,64&batch_size=8&epochs=${epochs}&seed=3&validation=0.2`;

/**
 * Counts the workers that help others in the page, and can take one away in the middle of its work.
 * @param {import("playwright-core").BrowserContext} context
 */
async function watchHelpers(context) {
  await installEngine(context);
  await context.addInitScript(() => {
    const post = Worker.prototype.postMessage;
    /** @type {{helpers: number, workers: Worker[]}} */
    const seen = { helpers: 0, workers: [] };
    Object.defineProperty(window, "seen", { value: seen });
    Worker.prototype.postMessage = function postMessage(/** @type {any[]} */ ...message) {
      if (message[0]?.job === "assist") {
        seen.helpers += 1;
        seen.workers.push(this);
      }
      return Reflect.apply(post, this, message);
    };
  });
}

test("a network that 1, 2, 3 and 4 workers train together is the same to the bit", async () => {
  const files = ["waltz", "techno", "ambient", "chiptune"].flatMap((style) => [1, 2, 3].map((number) => `${root}data/songs/${style}_0${number}.mp3`));
  const results = [];
  for (const workers of [1, 2, 3, 4]) {
    const { page, close } = await openPage({ url: `${server.url}?workers=${workers}#${maps(4)}`, prepare: watchHelpers });
    await ready(page);
    await drop(page, files);
    const { losses, latents, clusters, errors, bestEpoch } = await run(page);
    assert.equal(await page.evaluate(() => /** @type {any} */ (window).seen.helpers), workers - 1);
    results.push({ losses, latents, clusters, errors, bestEpoch });
    assertQuiet(page);
    await close();
  }
  assert.equal(results[0].losses.length, 4);
  assert.ok(results[0].losses.every(({ total, validation }) => Number.isFinite(total) && Number.isFinite(validation)));
  for (const other of results.slice(1)) assert.deepEqual(other, results[0]);
});

test("a helper that is lost in the middle is not missed", async () => {
  const files = ["waltz", "techno"].flatMap((style) => [1, 2, 3, 4].map((number) => `${root}data/songs/${style}_0${number}.mp3`));
  const results = [];
  for (const lose of [false, true]) {
    const { page, close } = await openPage({ url: `${server.url}?workers=2#${maps(12)}`, prepare: watchHelpers });
    await ready(page);
    await page.evaluate((lose) => {
      const { seen } = /** @type {any} */ (window);
      engine().addEventListener("progress", (event) => {
        const { stage, done } = /** @type {CustomEvent} */ (event).detail;
        if (lose && stage === "train" && done === 2) seen.workers[0].dispatchEvent(new ErrorEvent("error", { message: "taken away" }));
      });
    }, lose);
    await drop(page, files);
    const { losses, latents } = await run(page);
    results.push({ losses, latents });
    await close();
  }
  assert.equal(results[0].losses.length, 12);
  assert.deepEqual(results[1], results[0]);
});

test("a run that cannot fit is refused before it starts, with what it needs", async () => {
  const { page, close } = await openPage({ url: server.url, prepare: installEngine });
  await ready(page);
  await drop(page, [`${root}data/songs/waltz_01.mp3`]);
  await run(page);
  const problem = await page.evaluate(() => engine().run({ feature: "logmelspec", n_mels: 512, tf_frames: 8192 }).catch((problem) => problem));
  assert.equal(problem.code, "too_large");
  assert.ok(problem.bytes > problem.limit);
  assert.equal(await page.evaluate(() => engine().runs.length), 1);
  await close();
});
