// @ts-check
/** What the map is made of: the choice beside the map, sound against lyrics, songs without sound, clips, long lists, settings without effect. */

import assert from "node:assert/strict";
import { copyFile, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
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

/** @param {...string} ids */
const songs = (...ids) => ids.map((id) => `${root}data/songs/${id}.mp3`);
const SIX = songs("waltz_01", "waltz_02", "techno_01", "techno_02", "ambient_01", "ambient_02");
const manifest = `${root}data/metadata.csv`;

/** @param {string} name @param {string} text */
const file = (name, text) => ({ name, bytes: new TextEncoder().encode(text) });

/** @param {string} [hash] */
async function open(hash = "") {
  const opened = await openPage({ url: `${server.url}${hash}`, prepare: installEngine });
  await ready(opened.page);
  return opened;
}

/** Settings of the visit's last run. @param {Page} page */
const lastSettings = (page) => page.evaluate(() => engine().runs[engine().runs.length - 1]?.settings ?? {});

test("sound against lyrics: the slider is there where both count, moves both weights, and runs once when it rests", async () => {
  const { page, close } = await open("#epochs=5");
  assert.equal(await page.isVisible("#balance"), false);
  await drop(page, [manifest, ...SIX]);
  await run(page);
  await settled(page);
  assert.equal(await page.isVisible("#balance"), false);

  await page.selectOption("#feature", "hybrid");
  await run(page, 2);
  await settled(page);
  assert.equal((await lastSettings(page))["feature"], "hybrid");
  assert.match(page.url(), /feature=hybrid/);
  assert.equal(await page.isVisible("#balance"), true);
  assert.equal(await page.textContent("#balance-said"), "sound 1.0 · lyrics 1.0");

  await page.focus("#balance-slider");
  for (let press = 0; press < 6; press += 1) await page.keyboard.press("ArrowLeft");
  assert.equal(await page.getAttribute("#balance-slider", "aria-valuetext"), "sound 1.0 · lyrics 0.4");
  assert.match(page.url(), /lyrics_weight=0.4/);
  await run(page, 3);
  await settled(page);
  const { audio_weight: audio, lyrics_weight: lyrics } = await lastSettings(page);
  assert.deepEqual([audio, lyrics], [1, 0.4]);
  assert.equal(await page.evaluate(() => engine().runs.length), 3, "six steps of the slider are one run");

  // The panel and the slider are two views of the same.
  await page.click("#settings-box > summary");
  assert.equal(await page.inputValue("#setting-lyrics_weight"), "0.4");
  await page.fill("#setting-lyrics_weight", "4");
  assert.equal(await page.inputValue("#balance-slider"), "8");
  assert.equal(await page.textContent("#balance-said"), "sound 1.0 · lyrics 4.0");
  assertQuiet(page);
  await close();
});

test("what no song has cannot be chosen, and says why; it can as soon as a song has it", async () => {
  const { page, close } = await open("#epochs=5");
  await drop(page, SIX.slice(0, 3));
  await run(page);
  await settled(page);
  const closed = () => page.evaluate(() => [...document.querySelectorAll("#feature option:disabled")].map((option) => option.textContent));
  assert.deepEqual(await closed(), [
    "Lyrics (lyrics_tfidf): no song has lyrics",
    "Sound and lyrics (hybrid): no song has lyrics",
    "Sound, lyrics and genre (multimodal): no song has lyrics",
    "A table of features (table): no table is here",
  ]);
  await drop(page, [manifest]);
  await page.waitForFunction(() => document.querySelectorAll("#feature option:disabled").length === 1);
  assert.deepEqual(await closed(), ["A table of features (table): no table is here"]);
  assertQuiet(page);
  await close();
});

test("songs of which only lyrics came are listed as that, make a map by themselves, and cannot be played", async () => {
  const { page, close } = await open("#epochs=5&clusters=2");
  const lines = ["rain on the river, rain on the sea", "the river is rising, rain on the tree", "machine of light, machine of steel", "the steel machine has learned to feel"];
  await drop(page, [file("texts.csv", `id,title,lyrics\n${lines.map((line, index) => `s${index},Song ${index},"${line}"`).join("\n")}`)]);
  const seen = await run(page);
  await settled(page);
  assert.equal(seen.ids.length, 4);
  assert.equal((await lastSettings(page))["feature"], "lyrics_tfidf");
  assert.equal(await page.inputValue("#feature"), "lyrics_tfidf");
  assert.equal(await page.isVisible("#warnings .notice"), false, "nobody changed a setting");
  assert.equal(await page.textContent("#songs-summary"), "4 without sound");
  assert.match((await page.textContent(".song .song-meta")) ?? "", /lyrics only/);
  assert.equal(await page.getAttribute(".song .song-state use", "href"), "#icon-lyrics");
  assert.equal(await page.evaluate(() => /** @type {HTMLElement} */ (document.querySelector(".song .song-buttons button")).hidden), true);

  await page.focus("#map");
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("Enter");
  assert.match((await page.textContent("#selected")) ?? "", /cannot be played/);
  assert.equal(await page.isVisible("#player"), false);
  assert.equal(await page.locator("#selected-near button").count(), 3);
  assert.match((await page.getAttribute("#selected-near button", "aria-label")) ?? "", /^Show Song/);
  await page.click("#selected-near button");
  assert.equal(await page.isVisible("#player"), false);
  assertQuiet(page);
  await close();
});

/** @type {Record<string, (page: Page, folder: string) => Promise<void>>} */
const ways = {
  chosen: (page, folder) => page.setInputFiles("#folder-input", folder),
  dropped: async (page, folder) => {
    const protocol = await page.context().newCDPSession(page);
    for (const type of /** @type {const} */ (["dragEnter", "dragOver", "drop"])) {
      await protocol.send("Input.dispatchDragEvent", { type, x: 200, y: 200, data: { items: [], files: [folder], dragOperationsMask: 1 } });
    }
  },
};
for (const [way, bring] of Object.entries(ways)) test(`a folder that is ${way} brings its songs with the texts beside them, and leaves covers and notes of the system out`, async () => {
  const folder = await mkdtemp(join(tmpdir(), "album-"));
  await copyFile(SIX[0], join(folder, "waltz_01.mp3"));
  await writeFile(join(folder, "waltz_01.lrc"), "[00:01.00]Paper lanterns over the square\n[00:04.00]somebody's laughing\n");
  await writeFile(join(folder, "cover.jpg"), new Uint8Array([0xff, 0xd8, 0xff]));
  await writeFile(join(folder, ".DS_Store"), "x");
  const { page, close } = await open("#epochs=3");
  await bring(page, folder);
  await run(page);
  const tracks = await page.evaluate(() => engine().tracks.map(({ id, lyrics, columns, sources }) => ({ id, lyrics, folder: columns["folder"], sources })));
  assert.deepEqual(tracks, [{ id: "waltz_01", lyrics: "Paper lanterns over the square\nsomebody's laughing", folder: basename(folder), sources: ["sound", "lyrics"] }]);
  await settled(page);
  assert.match((await page.textContent(".song .song-meta")) ?? "", /lyrics/);
  assertQuiet(page);
  await close();
  await rm(folder, { recursive: true });
});

test("songs that lack what the map is made of are named under the headline, and a map of nothing says what to do", async () => {
  const { page, close } = await open("#epochs=5");
  await drop(page, [manifest, ...SIX]);
  await run(page);
  await settled(page);
  assert.match((await page.textContent("#subline")) ?? "", /26 songs have no sound and are not on this map\./);
  assert.equal(await page.textContent("#songs-summary"), "6 heard, 26 without sound");

  await page.evaluate(() => { location.hash = "#epochs=5&feature=table"; });
  await page.click("#warnings .notice button");
  await page.waitForFunction(() => document.querySelector("#warnings")?.textContent?.includes("None of the songs is in a table of features. Drop a table"));
  assert.equal(await page.isVisible("#map"), true, "the map before stays");
  assertQuiet(page);
  await close();
});

test("clips: each is a dot, the song of each is found, and the clip that was chosen stays chosen", async () => {
  const { page, close } = await open("#epochs=5&clips=3&clusters=2");
  await drop(page, SIX.slice(0, 3));
  const seen = await run(page);
  await settled(page);
  assert.ok(seen.ids.length > 6 && seen.ids.every((id) => /_clip\d+$/.test(id)), seen.ids.join(" "));
  await page.focus("#map");
  await page.keyboard.press("End");
  assert.match((await page.textContent("#map-tip strong")) ?? "", /techno_01/);
  assert.match((await page.textContent("#map-tip span")) ?? "", /^from 0:0[69]/);
  await page.keyboard.press("Enter");
  assert.equal(await page.textContent("#selected-title"), "techno_01");
  assert.equal(await page.textContent("#player-title"), "techno_01");
  assert.equal(await page.locator("#selected-near button").count(), 2, "neighbours are songs");
  // The last clip is chosen, not the song's first: its sign, which the chosen dot has not, stays away.
  assert.equal(await page.isVisible("#map-tip"), false);
  assertQuiet(page);
  await close();
});

test("a label that the network was told is said to be a leak", async () => {
  const { page, close } = await open("#epochs=5&feature=multimodal&label_col=genre");
  await drop(page, [manifest, ...SIX]);
  const seen = await run(page);
  await settled(page);
  assert.ok(seen.warnings.some(({ code }) => code === "label_leak"), JSON.stringify(seen.warnings));
  assert.match((await page.textContent("#warnings")) ?? "", /told the column “genre”.*answers were handed out before/);
  assertQuiet(page);
  await close();
});

test("settings without effect say why, and columns are offered where a column is asked for", async () => {
  const { page, close } = await open("#epochs=5");
  await drop(page, [manifest, ...SIX.slice(0, 3)]);
  await run(page);
  await settled(page);
  await page.click("#settings-box > summary");
  const why = (/** @type {string} */ name) => page.locator(`#setting-${name}-idle`);
  assert.match((await why("n_mels").textContent()) ?? "", /logmelspec/);
  assert.equal(await why("n_mels").isVisible(), true);
  await page.selectOption("#setting-feature", "logmelspec");
  assert.equal(await why("n_mels").isVisible(), false);
  await page.selectOption("#setting-baseline", "pca");
  assert.match((await why("epochs").textContent()) ?? "", /trains no network/);
  const offered = await page.evaluate(() => {
    const { list } = /** @type {HTMLInputElement} */ (document.querySelector("#setting-label_col"));
    return [...(list?.options ?? [])].map(({ value }) => value);
  });
  assert.ok(offered.includes("genre") && offered.includes("language"), offered.join(" "));
  assertQuiet(page);
  await close();
});

test("of 5,000 songs the first 2,000 are listed, and the filter finds the others", async () => {
  const { page, close } = await open("#epochs=1&baseline=pca");
  const rows = Array.from({ length: 5000 }, (_, index) => `song${index},Song number ${index},the same old song for the ${index % 7}th time`);
  await drop(page, [file("many.csv", `id,title,lyrics\n${rows.join("\n")}`)]);
  await page.waitForFunction(() => document.querySelectorAll(".song").length === 2000, undefined, { timeout: 60_000 });
  assert.equal(await page.textContent("#songs-more"), "These are the first 2,000 of 5,000 songs. The filter searches all of them.");
  await page.fill("#songs-filter", "number 4999");
  await page.waitForFunction(() => document.querySelectorAll(".song").length === 1);
  assert.match((await page.textContent(".song .song-name")) ?? "", /Song number 4999/);
  assert.equal(await page.isVisible("#songs-more"), false);
  await page.fill("#songs-filter", "");
  await page.waitForFunction(() => document.querySelectorAll(".song").length === 2000);
  const order = await page.evaluate(() => [...document.querySelectorAll(".song-name")].slice(0, 3).map(({ textContent }) => textContent));
  assert.deepEqual(order, ["Song number 0", "Song number 1", "Song number 2"]);
  await page.evaluate(() => engine().clear());
  assertQuiet(page);
  await close();
});
