// @ts-check
/** What strangers bring: each bad file fails by itself, with a code and a cure in words, and harms no other. */

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { rm } from "node:fs/promises";
import { assertQuiet, closeBrowser, demoSong, openPage, root, startServer } from "./harness.js";
import { drop, engine, installEngine, ready, run, settled, songs, wav } from "./visit.js";

/** @type {Awaited<ReturnType<typeof startServer>>} */
let server;
before(async () => { server = await startServer(); });
after(async () => {
  await closeBrowser();
  await server.stop();
});

const text = (/** @type {string} */ words) => new TextEncoder().encode(words);
const good = ["waltz_01", "techno_01", "ambient_01"].map((id) => `${root}data/songs/${id}.mp3`);
const wild = `${"<img src=x onerror=alert(1)> ".repeat(8)}\u202egnos\u202c 🎵🎷 ${"x".repeat(60)}`.slice(0, 296);

test("each bad file is named with its reason, the good ones become a map", async () => {
  const { page, close } = await openPage({ url: server.url, prepare: installEngine });
  await ready(page);
  const bad = {
    "nothing.mp3": { bytes: new Uint8Array(), code: "empty_file" },
    "letter.txt.mp3": { bytes: text("Dear teacher, this is not a song.\n".repeat(40)), code: "not_audio" },
    "page.wav": { bytes: text("<!doctype html><title>404</title><p>Not found"), code: "not_audio" },
    "nan.wav": { bytes: wav({ seconds: 1, float: true, sound: (time) => (time > 0.4 && time < 0.6 ? NaN : 0.1) }), code: "non_finite" },
    "blink.wav": { bytes: wav({ seconds: 0.02 }), code: "clip_too_short" },
  };
  const header = { name: "header.wav", bytes: wav({ seconds: 1 }).slice(0, 44) };
  const oneByte = { name: "one.mp3", bytes: Uint8Array.of(0xff) };
  await drop(page, [
    ...Object.entries(bad).map(([name, { bytes }]) => ({ name, bytes })),
    header,
    oneByte,
    { name: "lying.wav", bytes: wav({ seconds: 2, claimedBytes: 0x7ffffff0 }) },
    { name: "silence.wav", bytes: wav({ seconds: 2, sound: () => 0 }) },
    { name: "wide.wav", bytes: wav({ seconds: 1, channels: 32, rate: 8000, sound: (time, channel) => 0.3 * Math.sin(time * (900 + 50 * channel)) }) },
    { name: `${wild}.wav`, bytes: wav({ seconds: 1.5, sound: (time) => 0.4 * Math.sin(time * 5000) }) },
    ...good,
  ]);
  const result = await run(page);
  await settled(page);
  const state = new Map((await songs(page)).map((song) => [song.name, song]));
  for (const [name, { code }] of Object.entries(bad)) {
    assert.deepEqual([state.get(name)?.state, state.get(name)?.code], ["failed", code], name);
  }
  for (const name of [header.name, oneByte.name]) assert.equal(state.get(name)?.state, "failed", name);
  assert.equal(result.ids.length, 7);
  for (const name of ["lying.wav", "silence.wav", "wide.wav", `${wild}.wav`]) assert.equal(state.get(name)?.state, "ready", name);

  // Beside each failed song stand a reason and a cure, in words, and no name became markup.
  await page.locator("#songs-list-box").evaluate((box) => box.setAttribute("open", ""));
  const shown = await page.innerText("#songs-list");
  assert.doesNotMatch(shown, /empty_file|not_audio|clip_too_short|non_finite|undefined/);
  assert.equal(await page.locator("#songs-list img, #map-tip img, table img").count(), 0);
  assertQuiet(page);
  await close();
});

test("the same song twice is named, and counts once, whichever is read first", async () => {
  const { page, close } = await openPage({ url: server.url, prepare: installEngine });
  await ready(page);
  const tone = wav({ seconds: 3, sound: (time) => 0.5 * Math.sin(3000 * time) });
  await drop(page, [{ name: "a.wav", bytes: tone }, ...good, { name: "b.wav", bytes: tone }, { name: "a.wav", bytes: wav({ seconds: 2 }) }]);
  const result = await run(page);
  assert.deepEqual(result.ids, ["a", "waltz_01", "techno_01", "ambient_01", "a (2)"]);
  const copy = (await songs(page)).find(({ name }) => name === "b.wav");
  assert.deepEqual([copy?.state, copy?.code], ["duplicate", "duplicate"]);
  // When the original goes, its copy steps in.
  await page.evaluate(() => engine().removeTrack("a"));
  await page.waitForFunction(() => engine().tracks.find(({ name }) => name === "b.wav")?.state === "ready");
  assertQuiet(page);
  await close();
});

test("a manifest gives titles and columns; its bad lines are told by number, and no cell becomes markup", async () => {
  const { page, close } = await openPage({ url: server.url, prepare: installEngine });
  await ready(page);
  const rows = [
    "id;audio_path;title;genre;language",
    'w;songs/waltz_01.mp3;"<b onclick=alert(1)>Waltz; ""one""</b>";waltz;bn',
    "t;elsewhere/techno_01.mp3;=HYPERLINK(1);techno;en",
    "ambient_01;;নদী;ambient;en",
    ";songs/lost.mp3;No id;waltz;en",
    "gone;songs/gone.mp3;Gone;waltz;en",
  ];
  await drop(page, [...good, { name: "list.csv", bytes: text(`\ufeff${rows.join("\r\n")}\r\n`) }]);
  const result = await run(page);
  await settled(page);
  assert.deepEqual(result.ids, ["w", "t", "ambient_01"]);
  assert.deepEqual(await page.evaluate(() => engine().tracks.map(({ title, columns }) => [title, columns.genre, columns.language_group])), [
    ['<b onclick=alert(1)>Waltz; "one"</b>', "waltz", "bangla"],
    ["=HYPERLINK(1)", "techno", "germanic"],
    ["নদী", "ambient", "germanic"],
  ]);
  assert.equal(await page.locator("#songs-list b, table b").count(), 0);
  const problems = await page.evaluate(async (csv) => (await engine().addFiles([new File([csv], "list.csv")])).problems, rows.join("\n"));
  assert.ok(problems.some(({ code, line }) => code === "row_without_id" && line === 5), JSON.stringify(problems));
  assert.ok(problems.some(({ code }) => code === "rows_without_song"));
  assertQuiet(page);
  await close();
});

test("one song, and two songs that are alike, give a page that says so", async () => {
  const { page, close } = await openPage({ url: server.url, prepare: installEngine });
  await ready(page);
  await drop(page, [good[0]]);
  const one = await run(page);
  assert.deepEqual(one.clusters, [0]);
  assert.equal(one.metrics.silhouette, null);
  assert.ok(one.warnings.some(({ code }) => code === "few_songs"));
  await settled(page);
  await drop(page, [good[1]]);
  const two = await run(page, 2);
  assert.equal(two.ids.length, 2);
  await settled(page);
  assert.ok((await page.innerText("#warnings")).length > 20);
  assertQuiet(page);
  await close();
});

test("a run without songs, and settings out of range, are problems with codes", async () => {
  const { page, close } = await openPage({ url: server.url, prepare: installEngine });
  await ready(page);
  const code = (/** @type {object} */ settings) => page.evaluate((wanted) => engine().run(/** @type {any} */ (wanted)).then(() => "ran", (problem) => problem.code), settings);
  assert.equal(await code({}), "no_songs");
  assert.equal(await code({ clusters: 0 }), "setting_out_of_range");
  assert.equal(await code({ lr: Number.NaN }), "setting_out_of_range");
  assert.equal(await code({ epochs: 1e9 }), "setting_out_of_range");
  assert.equal(await code({ feature: "smell" }), "settings_unreadable");
  assert.equal(await code({ epoch: 10 }), "unknown_setting");
  assertQuiet(page);
  await close();
});

test("500 files at once are all listed at once and all end", async () => {
  const { page, close } = await openPage({ url: server.url, prepare: installEngine });
  await ready(page);
  const files = Array.from({ length: 500 }, (_, index) => ({
    name: `song ${index}.wav`,
    bytes: index % 50 === 49 ? text(`no song ${index}`) : wav({ rate: 8000, seconds: 0.3, sound: (time) => 0.5 * Math.sin(time * (1000 + 37 * index)) }),
  }));
  await drop(page, files);
  await page.waitForFunction(() => engine().tracks.length === 500);
  const result = await run(page);
  assert.equal(result.ids.length, 490);
  assert.equal((await songs(page)).filter(({ state }) => state === "failed").length, 10);
  await settled(page);
  assertQuiet(page);
  await close();
});

test("of a three-hour recording only the first seconds are read", async () => {
  const path = await demoSong({ id: "techno_04", format: "wav", rate: 22050, channels: 2, seconds: 10_800 });
  const { page, close } = await openPage({ url: server.url, prepare: installEngine });
  await ready(page);
  const start = Date.now();
  await page.setInputFiles("#file-input", [path, ...good]);
  const result = await run(page);
  assert.equal(result.ids.length, 4);
  const seconds = await page.evaluate(() => engine().tracks[0].seconds);
  assert.equal(seconds, 30);
  assert.ok(Date.now() - start < 60_000, "a whole decode would take minutes");
  assertQuiet(page);
  await close();
  await rm(path);
});
