// @ts-check
/** Whatever a song can be described by becomes a map: each feature, tables made elsewhere, arrays, lyrics, clips. */

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, test } from "node:test";
import { assertQuiet, closeBrowser, openPage, root, startServer } from "./harness.js";
import { drop, engine, installEngine, ready, run, songs, wav } from "./visit.js";

/** @typedef {import("playwright-core").Page} Page */

/** @type {Awaited<ReturnType<typeof startServer>>} */
let server;
before(async () => { server = await startServer(); });
after(async () => {
  await closeBrowser();
  await server.stop();
});

const DEMO = ["waltz", "techno", "ambient", "chiptune"].flatMap((style) => [1, 2, 3].map((number) => `${root}data/songs/${style}_0${number}.mp3`));

/** What a test looks at of the newest run. @param {Page} page */
const newest = (page) => page.evaluate(() => {
  const found = engine().runs[engine().runs.length - 1];
  return {
    feature: found.settings["feature"],
    ids: found.ids,
    song_ids: found.song_ids,
    columns: found.feature_columns,
    latents: found.latents.shape,
    projection: found.projection.length,
    finite: [...found.latents.data, ...found.projection].every(Number.isFinite),
    left_out: found.left_out,
    level: found.song_level && { ids: found.song_level.ids, clusters: found.song_level.clusters.length, projection: found.song_level.projection.length },
    warnings: found.warnings.map(({ code }) => code),
    purity: found.agreement.find(({ column }) => column === "genre")?.purity ?? null,
  };
});

/**
 * Runs with these settings and returns what came out.
 * @param {Page} page
 * @param {Record<string, string | number>} settings
 */
async function runWith(page, settings) {
  const problem = await page.evaluate((given) => engine().run(given).then(() => null, (thrown) => thrown), settings);
  assert.equal(problem, null, JSON.stringify(problem));
  return newest(page);
}

/** @param {string} [hash] */
async function open(hash = "") {
  const visit = await openPage({ url: `${server.url}${hash}`, prepare: installEngine });
  await ready(visit.page);
  return visit;
}

/**
 * A file as NumPy's `save` writes it.
 * @param {number[]} shape
 * @param {(place: number) => number} value
 */
function npy(shape, value) {
  const length = shape.reduce((product, side) => product * side, 1);
  const text = `{'descr': '<f4', 'fortran_order': False, 'shape': (${shape.join(", ")},), }`;
  const header = `${text}${" ".repeat(64 - ((10 + text.length + 1) % 64))}\n`;
  const bytes = Buffer.alloc(10 + header.length + 4 * length);
  bytes.write("\x93NUMPY\x01\x00", "latin1");
  bytes.writeUInt16LE(header.length, 8);
  bytes.write(header, 10, "latin1");
  for (let place = 0; place < length; place += 1) bytes.writeFloatLE(value(place), 10 + header.length + 4 * place);
  return bytes;
}

/** @param {string} text */
const text = (text) => new TextEncoder().encode(text);

test("songs and a manifest: each of the six features runs to the end, with its shape", async () => {
  const { page, close } = await open("#epochs=4&tf_frames=64");
  await drop(page, [`${root}data/metadata.csv`, ...DEMO]);
  await run(page);
  const quick = { epochs: 4, tf_frames: 64, latent_dim: 6, label_col: "genre" };
  for (const [feature, columns] of /** @type {[string, number][]} */ ([["mfcc", 80], ["mfcc_mean", 40], ["mfcc_frames", 40 * 64], ["logmelspec", 64 * 64]])) {
    const found = await runWith(page, { ...quick, feature });
    assert.equal(found.columns, columns, feature);
    assert.deepEqual(found.latents, [12, 6]);
    assert.equal(found.projection, 24);
    assert.ok(found.finite);
  }
  const lyrics = await runWith(page, { ...quick, feature: "lyrics_tfidf" });
  assert.ok(lyrics.columns > 200 && lyrics.columns <= 5000, String(lyrics.columns));
  // The manifest knows the words of 20 more songs, whose sound is not here.
  assert.equal(lyrics.ids.length, 32);
  assert.deepEqual(lyrics.left_out, []);
  for (const feature of ["hybrid", "multimodal"]) {
    const found = await runWith(page, { ...quick, feature });
    assert.equal(found.ids.length, 12, "these have both");
    // As many directions as there are lyrics: fewer than lyrics_embed_dim asks for.
    assert.equal(found.columns, 6 + 12 + (feature === "multimodal" ? 4 : 0));
    assert.equal(found.left_out.filter(({ code }) => code === "no_sound").length, 20);
    assert.equal(found.warnings.includes("label_leak"), feature === "multimodal");
  }
  const maps = await runWith(page, { ...quick, feature: "hybrid", audio_feature: "logmelspec", lyrics_tokens: "word", lyrics_clean: "on", lyrics_embed_dim: 2 });
  assert.equal(maps.columns, 6 + 2);
  // The scores can be taken home, the leak with them.
  const csv = await page.evaluate(async () => (await engine().metricsCsv()).text());
  const rows = csv.trim().split("\r\n");
  assert.equal(rows.length, 1 + 9);
  assert.match(rows[0], /^\uFEFF?run,feature,audio_feature,vae_arch,cluster_method,clusters_requested,dbscan_eps,dbscan_min_samples,latent_dim,beta,cond_col,n,n_clusters_eff,silhouette,calinski_harabasz,davies_bouldin,ari,nmi,purity,/);
  assert.ok(rows.some((row) => row.startsWith("vae,multimodal,mfcc,") && row.includes("label_leak")));
  assert.ok(rows.filter((row) => row.includes("label_leak")).length === 1);
  assertQuiet(page);
  await close();
});

test("system A's tables run without any sound, repeated ids as rows", async () => {
  const { page, close } = await open();
  const ids = Array.from({ length: 18 }, (_, row) => `song${row % 9}`);
  const genre = (/** @type {string} */ id) => ["rock", "folk", "baul"][Number(id.slice(4)) % 3];
  const header = [...Array.from({ length: 40 }, (_, column) => column), "song_id"].join(",");
  const audio = ids.map((id, row) => [...Array.from({ length: 40 }, (_, column) => (column === 0 ? -200 : 0) + 10 * (Number(id.slice(4)) % 3 === column % 3 ? 1 : 0) + Math.sin(row * 7 + column)), id].join(","));
  const unique = [...new Set(ids)];
  await drop(page, [
    { name: "train_audio.csv", bytes: text([header, ...audio].join("\n")) },
    { name: "train_lyrics.csv", bytes: text(["song_id,cleaned_lyrics", ...unique.map((id) => `${id},"${genre(id)} words again and again ${genre(id)}"`), "song99,nobody sings this"].join("\n")) },
    { name: "train_genre.csv", bytes: text(["song_id,genre", ...unique.map((id) => `${id},${genre(id)}`)].join("\n")) },
  ]);
  await run(page);
  const first = await newest(page);
  assert.equal(first.feature, "table", "without sound and without a choice, the table is what there is");
  assert.equal(first.columns, 40);
  assert.equal(first.ids.length, 18);
  assert.deepEqual([first.ids[0], first.ids[9]], ["song0_clip0", "song0_clip1"]);
  assert.deepEqual(first.level, { ids: unique, clusters: 9, projection: 18 });
  assert.equal(first.purity, 1);
  const theirs = await runWith(page, { feature: "multimodal", audio_feature: "table", lyrics_tokens: "word", standardize: "none", objective: "sum", epochs: 5, clusters: 3 });
  assert.equal(theirs.ids.length, 18);
  assert.ok(theirs.finite);
  assert.ok((await songs(page)).every(({ state }) => state === "ready"));
  assertQuiet(page);
  await close();
});

test("a folder of system B's arrays and a manifest run logmelspec without any sound", async () => {
  const { page, close } = await open("#tf_frames=32&epochs=4");
  const ids = Array.from({ length: 10 }, (_, row) => `track_${row}`);
  const map = (/** @type {number} */ row) => npy([1, 64, 32], (place) => -40 + 30 * Math.sin(place * (row % 2 ? 0.01 : 0.3) + row));
  await drop(page, [
    { name: "songs.csv", bytes: text(["id;title;genre;language", ...ids.map((id, row) => `${id};Song ${row};${row % 2 ? "slow" : "fast"};bn-BD`)].join("\r\n")) },
    ...ids.map((id, row) => ({ name: `${id}_logmelspec.npy`, bytes: map(row) })),
  ]);
  await run(page);
  const found = await newest(page);
  assert.equal(found.feature, "logmelspec");
  assert.equal(found.columns, 64 * 32);
  assert.deepEqual(found.ids, ids);
  const first = await page.evaluate(() => engine().tracks[0]);
  assert.deepEqual([first.title, first.columns["genre"], first.columns["language_group"]], ["Song 0", "fast", "bangla"]);
  assertQuiet(page);
  await close();
});

test("long songs cut into clips are rows of their own, and songs on request", async () => {
  const { page, close } = await open("#clips=2&epochs=4");
  const sweep = (/** @type {number} */ base) => wav({ seconds: 7, sound: (time) => 0.4 * Math.sin(2 * Math.PI * (base + 40 * Math.floor(time)) * time) });
  await drop(page, [220, 330, 440, 1760].map((base) => ({ name: `tone${base}.wav`, bytes: sweep(base) })));
  await run(page);
  const found = await newest(page);
  // Seven seconds are three clips of two and a rest of one, which is half a clip and so counts.
  assert.equal(found.ids.length, 16);
  assert.deepEqual(found.ids.slice(0, 5), ["tone220_clip0", "tone220_clip1", "tone220_clip2", "tone220_clip3", "tone330_clip0"]);
  assert.deepEqual(new Set(found.song_ids).size, 4);
  assert.deepEqual(found.level?.ids, ["tone220", "tone330", "tone440", "tone1760"]);
  const whole = await runWith(page, { clips: 0, epochs: 4 });
  assert.equal(whole.ids.length, 4);
  assert.equal(whole.level, null);
  assertQuiet(page);
  await close();
});

test("tags, texts beside songs and lists that come before, with or after the songs", async () => {
  const { page, close } = await open();
  const tagged = await readFile(`${root}tests/reference/library/id3v24.mp3`);
  const tone = (/** @type {number} */ pitch) => wav({ seconds: 1, sound: (time) => 0.4 * Math.sin(2 * Math.PI * pitch * time) });
  await drop(page, [
    { name: "list.csv", bytes: text('id,audio_path,title,mood,lyrics\nb1,old/place/second.wav,"<b>Second</b>",calm,"one two\nthree"\nghost,ghost.wav,Ghost,calm,"only words, no sound"\n') },
    { name: "first.wav", bytes: tone(300) },
    { name: "first.lrc", bytes: text("[ar:Somebody]\n[00:01.00]La la\n[00:02.50]গান গাই\n") },
  ]);
  await run(page);
  // Lines and songs that did not find each other are listed by name, not only counted.
  await page.locator("#list-report summary").click();
  const listed = await page.locator("#list-report-content").innerText();
  assert.match(listed, /ghost/);
  assert.match(listed, /first\.wav/);
  await drop(page, [{ name: "second.wav", bytes: tone(500) }, { name: "third.wav", bytes: tone(700) }, { name: "tagged.mp3", bytes: tagged }]);
  await run(page, 2);
  const found = await page.evaluate(() => engine().tracks.map(({ id, title, lyrics, sources, columns, file }) => ({ id, title, lyrics, sources, mood: columns["mood"], genre: columns["genre"], sound: file !== null })));
  const song = (/** @type {string} */ id) => found.find((track) => track.id === id);
  assert.equal(song("first")?.lyrics, "La la\nগান গাই");
  assert.deepEqual(song("b1"), { id: "b1", title: "<b>Second</b>", lyrics: "one two\nthree", sources: ["sound", "lyrics"], mood: "calm", genre: undefined, sound: true });
  assert.deepEqual(song("ghost")?.sources, ["lyrics"]);
  assert.equal(await page.locator("#songs-list b").count(), 0, "a title is text");
  const tags = found.find(({ title }) => title.startsWith("গান"));
  assert.equal(tags?.genre, "Waltz");
  // The list as it is now comes back as it is.
  const csv = await page.evaluate(async () => (await engine().manifest()).text());
  assert.match(csv, /b1,second\.wav,<b>Second<\/b>,/);
  const again = await open();
  await drop(again.page, [{ name: "saved.csv", bytes: text(csv) }]);
  await again.page.waitForFunction(() => engine().tracks.length >= 3);
  const words = await again.page.evaluate(() => Object.fromEntries(engine().tracks.map(({ id, lyrics }) => [id, lyrics])));
  assert.equal(words["b1"], "one two\nthree");
  assertQuiet(page);
  await again.close();
  await close();
});
