// @ts-check
/** One file, opened from disk by double-click, with no network at all: the demo to the map. */

import assert from "node:assert/strict";
import { after, test } from "node:test";
import { assertQuiet, closeBrowser, networkRequests, openPage, root, singleFileUrl } from "./harness.js";
import { coloursOnMap, drop, installEngine, run, settled, someDot } from "./visit.js";

after(closeBrowser);

test("the single file runs the demo to the map, and plays", async () => {
  const { page, close } = await openPage({ url: singleFileUrl, offline: true, prepare: installEngine });
  await page.click("#demo");
  const result = await run(page);
  await settled(page);
  assert.equal(result.ids.length, 32);
  assert.equal(result.metrics.n_clusters_eff, 4);
  assert.ok(await coloursOnMap(page) >= 2);
  const { x, y } = await someDot(page);
  await page.mouse.click(x, y);
  await page.waitForFunction(() => /** @type {HTMLAudioElement} */ (document.querySelector("#audio")).currentTime > 0.1);
  assert.deepEqual(networkRequests(page), []);
  assertQuiet(page);
  await close();
});

test("the single file takes the visitor's own songs", async () => {
  const { page, close } = await openPage({ url: singleFileUrl, offline: true, prepare: installEngine });
  await drop(page, ["waltz_05", "techno_05", "chiptune_05"].map((id) => `${root}data/songs/${id}.mp3`));
  const result = await run(page);
  assert.deepEqual(result.ids, ["waltz_05", "techno_05", "chiptune_05"]);
  assertQuiet(page);
  await close();
});
