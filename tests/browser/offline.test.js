// @ts-check
/** The finished folder works offline after the first visit. */

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { assertQuiet, closeBrowser, distFolder, openPage, startServer } from "./harness.js";
import { installEngine, ready, run } from "./visit.js";

/** @type {Awaited<ReturnType<typeof startServer>>} */
let server;
before(async () => { server = await startServer({ folder: distFolder }); });
after(closeBrowser);

test("the second visit needs no host: page, module and demo songs come from the first", async () => {
  const { page, close } = await openPage({ url: server.url, prepare: installEngine });
  await ready(page);
  await page.evaluate(() => navigator.serviceWorker.ready);
  await server.stop();
  await page.goto(`${server.url}?demo`);
  const result = await run(page);
  assert.equal(result.ids.length, 32);
  assertQuiet(page);
  await close();
});
