// @ts-check
/** The second visit: what was heard in the first is not decoded again, is said to be known, can be switched off and erased. */

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { assertQuiet, closeBrowser, openPage, root, startServer } from "./harness.js";
import { drop, engine, installEngine, ready, run, settled } from "./visit.js";

/** @typedef {import("playwright-core").Page} Page */

/** @type {Awaited<ReturnType<typeof startServer>>} */
let server;
before(async () => { server = await startServer(); });
after(async () => {
  await closeBrowser();
  await server.stop();
});

/** A short training: what counts here is what comes before it. */
const address = (more = "") => `${server.url}#epochs=3${more}`;
const songs = ["waltz_01", "waltz_02", "techno_01", "techno_02", "ambient_01", "ambient_02"].map((id) => `${root}data/songs/${id}.mp3`);

/** Counts decodings, which happen all the same. @param {import("playwright-core").BrowserContext} context */
async function countDecodings(context) {
  await installEngine(context);
  await context.addInitScript(() => {
    const decode = BaseAudioContext.prototype.decodeAudioData;
    Object.assign(window, { decodings: 0 });
    BaseAudioContext.prototype.decodeAudioData = function (...given) {
      /** @type {any} */ (window).decodings += 1;
      return decode.apply(this, given);
    };
  });
}

/** @param {Page} page @returns {Promise<number>} */
const decodings = (page) => page.evaluate(() => /** @type {any} */ (window).decodings);

/** A visit with these songs, up to the finished map. @param {Page} page @param {string[]} [files] */
async function visit(page, files = songs) {
  await ready(page);
  await drop(page, files);
  const seen = await run(page);
  await settled(page);
  return seen;
}

/** @param {Page} page @param {string} text */
const says = (page, text) => page.waitForFunction((wanted) => document.querySelector("#storage-kept")?.textContent?.includes(wanted), text, { timeout: 10_000 });

/** Codes of the problems that the engine tells from now on. @param {Page} page */
async function problemsOf(page) {
  /** @type {string[]} */
  const told = [];
  await ready(page);
  await page.exposeFunction("tell", (/** @type {string} */ code) => told.push(code));
  await page.evaluate(() => engine().addEventListener("problem", (event) => /** @type {any} */ (window).tell(/** @type {CustomEvent} */ (event).detail.code)));
  return told;
}

/** @param {Page} page */
const toasts = (page) => page.evaluate(() => [...document.querySelectorAll(".toast span")].map(({ textContent }) => textContent ?? ""));

test("the same songs again: nothing is decoded, the songs are said to be known, and the map is the same", async () => {
  const { page, close } = await openPage({ url: address(), prepare: countDecodings });
  const first = await visit(page);
  assert.equal(await decodings(page), songs.length);
  assert.equal(await page.textContent("#songs-summary"), "6 heard");
  await says(page, "features of 6 songs");

  await page.reload();
  const again = await visit(page);
  assert.equal(await decodings(page), 0);
  assert.deepEqual([again.ids, again.latents, again.clusters], [first.ids, first.latents, first.clusters]);
  assert.equal(await page.textContent("#songs-summary"), "6 of 6 known from an earlier visit, not heard again");
  assert.equal(await page.getAttribute(".song .song-state", "aria-label"), "known from an earlier visit");
  assert.match((await page.textContent(".song .song-meta")) ?? "", /· known$/);

  // A new song among known ones is heard, and it alone.
  await page.reload();
  await visit(page, [...songs, `${root}data/songs/chiptune_01.mp3`]);
  assert.equal(await decodings(page), 1);
  assert.equal(await page.textContent("#songs-summary"), "6 of 7 known from an earlier visit, not heard again");
  await says(page, "features of 7 songs");
  assertQuiet(page);
  await close();
});

test("other seconds of the same songs are heard anew, and both are kept", async () => {
  const { page, close } = await openPage({ url: address(), prepare: countDecodings });
  await visit(page);
  await page.goto("about:blank");
  await page.goto(address("&max_seconds=5"));
  await visit(page);
  assert.equal(await decodings(page), songs.length);
  for (const more of ["", "&max_seconds=5"]) {
    await page.goto("about:blank");
    await page.goto(address(more));
    await visit(page);
    assert.equal(await decodings(page), 0, more);
  }
  assertQuiet(page);
  await close();
});

test("erasing says what was erased, and the next visit hears the songs again", async () => {
  const { page, close } = await openPage({ url: address(), prepare: countDecodings });
  await visit(page);
  await says(page, "features of 6 songs");
  const size = /[\d.]+ [kM]B/.exec((await page.textContent("#storage-kept")) ?? "")?.[0] ?? "no size";
  await page.click("#erase");
  await page.waitForSelector(".toast");
  const [said] = await toasts(page);
  assert.ok(said.startsWith(`Erased: what was heard of 6 songs (${size})`), said);
  await says(page, "nothing of any song");
  await page.reload();
  await visit(page);
  assert.equal(await decodings(page), songs.length);
  assertQuiet(page);
  await close();
});

test("switched off, nothing is kept, and the next visit remembers that it is off", async () => {
  const { page, close } = await openPage({ url: address(), prepare: countDecodings });
  await ready(page);
  await page.uncheck("#storage-keep");
  await page.waitForFunction(() => location.hash.includes("cache=off"));
  await visit(page);
  await says(page, "nothing of any song");
  await page.goto("about:blank");
  await page.goto(address());
  await ready(page);
  await page.waitForFunction(() => document.querySelector("#storage-kept")?.textContent !== "");
  assert.equal(await page.isChecked("#storage-keep"), false);
  await visit(page);
  assert.equal(await decodings(page), songs.length);
  await says(page, "nothing of any song");
  await page.click("#erase");
  await page.waitForSelector('.toast:has-text("only that nothing is to be kept is remembered")');
  await page.goto("about:blank");
  await page.goto(address());
  await ready(page);
  await page.waitForFunction(() => document.querySelector("#storage-kept")?.textContent !== "");
  assert.equal(await page.isChecked("#storage-keep"), false, "erasing keeps the wish");
  // On again: from the next hearing on.
  await page.check("#storage-keep");
  await page.goto("about:blank");
  await page.goto(address());
  await visit(page);
  assert.equal(await decodings(page), songs.length);
  await says(page, "features of 6 songs");
  assertQuiet(page);
  await close();
});

test("a browser that stores nothing: everything works, and it is said once", async () => {
  const { page, close } = await openPage({
    url: address(),
    prepare: async (context) => {
      await countDecodings(context);
      await context.addInitScript(() => { IDBFactory.prototype.open = () => { throw new DOMException("denied", "SecurityError"); }; });
    },
  });
  const told = await problemsOf(page);
  const words = page.waitForSelector('.toast:has-text("does not let Songscape keep")');
  const seen = await visit(page);
  assert.equal(seen.ids.length, songs.length);
  await words;
  await drop(page, [`${root}data/songs/chiptune_01.mp3`]);
  await run(page, 2);
  assert.deepEqual(told, ["store_unavailable"]);
  assert.match((await page.textContent("#storage-kept")) ?? "", /nothing of any song/);
  assertQuiet(page);
  await close();
});

test("a full disk: everything works, and it is said once", async () => {
  const { page, context, close } = await openPage({ url: address(), prepare: countDecodings });
  const protocol = await context.newCDPSession(page);
  await protocol.send("Storage.overrideQuotaForOrigin", { origin: new URL(server.url).origin, quotaSize: 400_000 });
  const told = await problemsOf(page);
  const seen = await visit(page);
  assert.equal(seen.ids.length, songs.length);
  assert.deepEqual(told, ["store_full"]);
  assertQuiet(page);
  await close();
});

test("where all storage is denied a map is made all the same, and erasing says that it could not, with what to do", async () => {
  const { page, close } = await openPage({
    url: address(),
    prepare: async (context) => {
      await installEngine(context);
      await context.addInitScript(() => {
        const get = () => { throw new DOMException("denied", "SecurityError"); };
        for (const name of ["localStorage", "sessionStorage", "indexedDB", "caches"]) Object.defineProperty(window, name, { get });
      });
    },
  });
  const seen = await visit(page);
  assert.equal(seen.ids.length, songs.length);
  await page.click("#erase");
  await page.waitForSelector('.toast:has-text("clear this site\'s data in the browser\'s settings")');
  await page.uncheck("#storage-keep");
  assertQuiet(page);
  await close();
});
