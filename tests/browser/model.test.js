// @ts-check
/** A finished map is saved, and in another visit further songs are put on it: nothing is learned, what was there stays where it was. */

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
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

const song = (/** @type {string} */ id) => `${root}data/songs/${id}.mp3`;
const learned = ["waltz_01", "waltz_02", "waltz_03", "techno_01", "techno_02", "techno_03"];
const further = ["waltz_04", "techno_04"];
const list = `${root}data/metadata.csv`;

async function open(hash = "") {
  const visit = await openPage({ url: `${server.url}${hash}`, prepare: installEngine });
  await ready(visit.page);
  await visit.page.evaluate(() => {
    Object.assign(window, { placed: [] });
    engine().addEventListener("run", (event) => {
      const { detail } = /** @type {CustomEvent} */ (event);
      if (detail.placed) /** @type {any} */ (window).placed.push(detail);
    });
  });
  return visit;
}

/** The visit's `number`-th run that put songs on a loaded map. @param {Page} page @param {number} number */
async function placed(page, number) {
  await page.waitForFunction((wanted) => /** @type {any} */ (window).placed.length >= wanted, number, { timeout: 120_000 });
  return page.evaluate((wanted) => {
    /** @type {import("../../www/app/types.js").Run} */
    const { ids, song_ids, clusters, projection, placed, warnings, losses } = /** @type {any} */ (window).placed[wanted - 1];
    return { ids, song_ids, clusters: [...clusters], projection: [...projection], known: placed?.known, absent: placed?.absent.map(({ id, title }) => ({ id, title })), warnings, epochs: losses.length };
  }, number);
}

/** Makes a map of some songs and saves it as a visitor does. @returns {Promise<{bytes: Buffer, first: import("./visit.js").Seen}>} */
async function savedMap() {
  const { page, close } = await open("#epochs=12&clusters=2");
  await drop(page, [...learned.map(song), list]);
  const first = await run(page);
  await settled(page);
  const download = page.waitForEvent("download");
  await page.click("#save-model");
  const file = await download;
  assert.equal(file.suggestedFilename(), "songscape-model.safetensors");
  const bytes = await readFile(await file.path());
  assertQuiet(page);
  await close();
  return { bytes, first };
}

/** @type {ReturnType<typeof savedMap> | undefined} */
let saving;
const saved = () => (saving ??= savedMap());

test("the file is one of safetensors, with the names of the songs and no sound", async () => {
  const { bytes } = await saved();
  const header = JSON.parse(bytes.subarray(8, 8 + Number(bytes.readBigUInt64LE())).toString());
  const about = JSON.parse(header.__metadata__.songscape);
  assert.equal(about.version, 1);
  assert.deepEqual(about.songs.ids, learned);
  assert.ok(about.songs.titles.every((/** @type {string} */ title) => title !== ""));
  assert.deepEqual(header["network.encoder.0.weight"].shape, [256, 80]);
  assert.deepEqual(header["songs.places"].shape, [learned.length, 2]);
  assert.ok(bytes.length < 2e6, `${bytes.length} bytes`);
});

test("another visit: the map is shown as it was, further songs lie on it with a ring, and nothing is learned", async () => {
  const { bytes, first } = await saved();
  const { page, close } = await open();
  await drop(page, [{ name: "mine.safetensors", bytes }]);
  const shown = await placed(page, 1);
  assert.deepEqual([shown.ids, shown.clusters, shown.projection], [first.ids, first.clusters, first.projection]);
  assert.deepEqual(shown.absent?.map(({ id }) => id), learned);
  await settled(page);
  assert.equal(await page.isVisible("#model"), true);
  assert.match((await page.textContent("#model-about")) ?? "", /^6 songs in 2 groups · Timbre \(mfcc\) · 80 → 16 numbers a song/);
  assert.equal(await page.isVisible("#save-model"), false);
  // A song of the map that is not here has a name and no sound.
  await page.focus("#map");
  await page.keyboard.press("ArrowRight");
  assert.match((await page.textContent("#map-now")) ?? "", /of the map's own songs, not here/);

  await drop(page, [...further.map(song), song(learned[0])]);
  const grown = await placed(page, 2);
  assert.deepEqual(grown.ids, [...learned, ...further]);
  assert.deepEqual([grown.known, grown.epochs], [6, 0]);
  assert.deepEqual(grown.projection.slice(0, 12), first.projection);
  // Each further song lies in the group of its style.
  assert.deepEqual(grown.clusters.slice(6), [first.clusters[0], first.clusters[3]]);
  assert.deepEqual(grown.absent?.map(({ id }) => id), learned.slice(1));
  await settled(page);
  assert.equal(await page.textContent(".legend-fresh"), "new: 2 songs");
  assert.match((await page.textContent("#model-said")) ?? "", /^2 songs of yours are new on it/);
  assert.equal(await page.isVisible("#replay"), false);
  assert.doesNotMatch((await page.textContent("#scores")) ?? "", /Active units|learned nothing/);
  assert.equal(await page.evaluate(() => engine().runs.length), 0, "no network was trained");

  // Whoever puts it away has a map of their own songs.
  await page.click("#model-away");
  const own = await run(page);
  assert.deepEqual(own.ids, [...further, learned[0]]);
  await settled(page);
  assert.equal(await page.isVisible("#model"), false);
  assert.equal(await page.isVisible(".legend-fresh"), false);
  assertQuiet(page);
  await close();
});

test("a map that comes when there is one waits to be asked for, and a change of settings leaves it", async () => {
  const { bytes } = await saved();
  const { page, close } = await open("#epochs=3");
  await drop(page, further.map(song));
  await run(page);
  await settled(page);
  await drop(page, [{ name: "mine.safetensors", bytes }]);
  await page.waitForSelector("#model-place", { state: "visible" });
  assert.equal(await page.textContent("#model-place"), "Put my songs on this map");
  assert.equal(await page.evaluate(() => /** @type {any} */ (window).placed.length), 0);
  await page.focus("#model-place");
  await page.keyboard.press("Enter");
  const grown = await placed(page, 1);
  assert.deepEqual(grown.ids, [...learned, ...further]);
  await settled(page);
  assert.equal(await page.isVisible("#model-place"), false);
  await page.evaluate(() => { location.hash = "#epochs=4"; });
  await page.waitForSelector("#warnings .notice button");
  await page.click("#warnings .notice button");
  const own = await run(page, 2);
  assert.equal(own.losses.length, 4);
  assertQuiet(page);
  await close();
});

test("what is wrong with a file is said, and nothing is lost by it", async () => {
  const { bytes } = await saved();
  const { page, close } = await open("#epochs=3");
  await drop(page, [{ name: "cut.safetensors", bytes: bytes.subarray(0, bytes.length - 7) }]);
  await page.waitForFunction(() => document.querySelector("#warnings")?.textContent?.includes("“cut.safetensors” is cut short"));
  const cases = /** @type {[string, Uint8Array, string][]} */ ([
    ["foreign.safetensors", Buffer.from("PK not a model at all"), "model_not_safetensors"],
    ["empty.safetensors", Buffer.alloc(0), "model_truncated"],
    ["nan.safetensors", withNaN(bytes), "model_numbers"],
  ]);
  for (const [name, content, code] of cases) {
    const thrown = await page.evaluate(({ name, content }) => engine().loadModel(new File([Uint8Array.from(content)], name)).then(() => null, (problem) => problem.code), { name, content: [...content] });
    assert.equal(thrown, code, name);
  }
  assert.equal(await page.evaluate(() => engine().model), null);
  assert.equal(await page.evaluate(() => engine().place().then(() => null, (problem) => problem.code)), "no_model");
  await drop(page, further.map(song));
  assert.deepEqual((await run(page)).ids, further);
  assertQuiet(page);
  await close();
});

/** The last number that a network's tensor holds is none any more. @param {Buffer} bytes */
function withNaN(bytes) {
  const broken = Buffer.from(bytes);
  const length = Number(bytes.readBigUInt64LE());
  const header = JSON.parse(bytes.subarray(8, 8 + length).toString());
  broken.writeFloatLE(NaN, 8 + length + header["network.mean.weight"].data_offsets[1] - 4);
  return broken;
}
