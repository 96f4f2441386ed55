// @ts-check
/** The same files and seed give the same bits, however many workers share the work and in whatever order they finish. */

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { assertQuiet, closeBrowser, openPage, root, startServer } from "./harness.js";
import { drop, installEngine, ready, run } from "./visit.js";

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
