// @ts-check
/** Chosen songs, or a group of the map, as a playlist that any player opens. */

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, test } from "node:test";
import { rememberPath } from "../../www/app/paths.js";
import { commonFolder, playlistEntries } from "../../www/app/playlist_entries.js";
import { playlistFileName, playlistName } from "../../www/app/playlist_file.js";
import { assertQuiet, closeBrowser, openPage, root, startServer } from "./harness.js";
import { drop, engine, installEngine, ready, run, settled } from "./visit.js";

/** @typedef {import("playwright-core").Page} Page */
/** @typedef {import("../../www/app/types.js").Run} Run */
/** @typedef {import("../../www/app/types.js").Track} Track */

/** @type {Awaited<ReturnType<typeof startServer>>} */
let server;
before(async () => { server = await startServer(); });
after(async () => {
  await closeBrowser();
  await server.stop();
});

const ids = ["waltz_01", "waltz_02", "waltz_03", "techno_01", "techno_02", "techno_03"];

/** @param {string} path @param {Partial<Track>} [more] */
function track(path, more = {}) {
  const name = path.split("/").pop() ?? "";
  const file = new File([], name);
  rememberPath(file, path);
  return /** @type {Track} */ ({ id: path, name, file, size: 0, state: "ready", notices: [], title: name, artist: "", lyrics: "", columns: {}, sources: ["sound"], ...more });
}

test("paths begin in the folder that all songs lie in, and a length is told only if it is known", () => {
  const tracks = [track("/Music/a/1.mp3", { seconds: 30 }), track("/Music/2.mp3", { seconds: 12.4 }), track("/Music/3.mp3", { seconds: 9, notices: [{ code: "heard_less" }] }), track("/x", { file: null })];
  assert.equal(commonFolder(tracks), "Music");
  assert.deepEqual(playlistEntries(tracks, 30).map(({ path, seconds }) => [path, seconds]), [["a/1.mp3", null], ["2.mp3", 12.4], ["3.mp3", null], ["", null]]);
  assert.deepEqual(playlistEntries(tracks, 0).map(({ seconds }) => seconds), [null, null, null, null]);
  assert.equal(commonFolder([track("/Music/1.mp3"), track("/Other/2.mp3")]), "");
  assert.deepEqual(playlistEntries([track("/Music/1.mp3"), track("2.mp3")], 30).map(({ path }) => path), ["Music/1.mp3", "2.mp3"]);
});

test("a playlist is called after its group or its label, its file as every system allows", () => {
  const tracks = [track("1", { columns: { label: "Waltz" } }), track("2", { columns: { label: "Waltz" } }), track("3", { columns: { label: "Techno" } })];
  const map = /** @type {Run} */ (/** @type {unknown} */ ({ ids: ["1", "2", "3"], song_ids: ["1", "2", "3"], clusters: Int32Array.of(0, 1, 1), settings: {} }));
  assert.equal(playlistName(tracks.slice(1), map, "label"), "Group 2");
  assert.equal(playlistName(tracks.slice(0, 2), map, "label"), "Waltz");
  assert.equal(playlistName(tracks, map, "label"), "Chosen songs");
  assert.equal(playlistName(tracks.slice(0, 1), null, "__proto__"), "Chosen songs");
  assert.equal(playlistFileName("Group 2"), "songscape-group-2.m3u8");
  assert.equal(playlistFileName("../..\\CON: <x>|\u202e.exe"), "songscape-con-x-exe.m3u8");
  assert.equal(playlistFileName("রাতের শহর"), "songscape-রাতের-শহর.m3u8");
  assert.equal(playlistFileName("///"), "songscape-playlist.m3u8");
  assert.ok(playlistFileName("x".repeat(500)).length < 80);
});

/** Saves what is chosen. @param {Page} page @returns {Promise<{name: string, lines: string[]}>} */
async function save(page) {
  const [download] = await Promise.all([page.waitForEvent("download"), page.click("#chosen-playlist")]);
  return { name: download.suggestedFilename(), lines: (await readFile(await download.path(), "utf8")).split("\n") };
}

test("a group is chosen beside its name in the legend, and saved with the songs' own files", async () => {
  const { page, close } = await openPage({ url: `${server.url}#epochs=2&clusters=2`, prepare: installEngine });
  await ready(page);
  const lyrics = { name: "list.csv", bytes: Buffer.from(`id,title,artist\n${ids.map((id) => `${id},"Title of ${id}",${id === "waltz_01" ? '"A ""B"" C"' : ""}`).join("\n")}\n`) };
  await drop(page, [...ids.map((id) => `${root}data/songs/${id}.mp3`), lyrics]);
  const { clusters } = await run(page);
  await settled(page);
  assert.equal(await page.isDisabled("#chosen-playlist"), true);
  const choose = page.locator("#legend .icon-button");
  assert.equal(await choose.count(), 2);
  assert.equal(await choose.first().getAttribute("aria-label"), "Choose the songs of: Group 1");
  await choose.first().click();
  const group = ids.filter((_, index) => clusters[index] === 0);
  assert.match(await page.textContent("#chosen-count") ?? "", new RegExp(`^${group.length} songs? chosen`));
  const { name, lines } = await save(page);
  assert.equal(name, "songscape-group-1.m3u8");
  assert.deepEqual(lines.slice(0, 2), ["#EXTM3U", "#PLAYLIST:Group 1"]);
  assert.deepEqual(lines.filter((line) => line !== "" && !line.startsWith("#")), group.map((id) => `${id}.mp3`));
  assert.equal(lines.at(-1), "");
  for (const id of group) assert.ok(lines.some((line) => new RegExp(`^#EXTINF:(-1|\\d+),${id === "waltz_01" ? 'A "B" C - ' : ""}Title of ${id}$`).test(line)), id);
  assert.match(await page.textContent("#toasts") ?? "", new RegExp(`Saved songscape-group-1\\.m3u8 with ${group.length} songs?\\.`));
  assert.match(await page.textContent("#playlist-said") ?? "", /put it into the folder where they lie/);
  await choose.first().click();
  assert.equal(await page.isVisible("#chosen"), false, "the same button lets go of them");
  assertQuiet(page);
  await close();
});

test("songs without sound are left out and counted; none left is said", async () => {
  const { page, close } = await openPage({ url: `${server.url}#epochs=2&clusters=2&feature=lyrics_tfidf`, prepare: installEngine });
  await ready(page);
  const rows = [...ids.slice(0, 2), "silent_1", "silent_2", "silent_3"].map((id, index) => `${id},"words of a song that goes on ${index % 2 ? "night and moon" : "day and sun"}"`);
  await drop(page, [...ids.slice(0, 2).map((id) => `${root}data/songs/${id}.mp3`), { name: "list.csv", bytes: Buffer.from(`id,lyrics\n${rows.join("\n")}\n`) }]);
  await run(page);
  await settled(page);
  for (const button of await page.locator("#legend .icon-button").all()) await button.click();
  const { lines } = await save(page);
  assert.equal(lines.filter((line) => line.endsWith(".mp3")).length, 2);
  assert.match(await page.textContent("#toasts") ?? "", /with 2 songs\. 3 songs are left out: no sound came with them\./);
  await page.evaluate((heard) => { for (const id of heard) engine().removeTrack(id); }, ids.slice(0, 2));
  await page.click("#chosen-playlist");
  assert.match(await page.locator("#toasts .toast").last().textContent() ?? "", /^None of these songs came with its sound/);
  assertQuiet(page);
  await close();
});
