// @ts-check
/** Songs, lists and arrays come in any order, again, or go: nothing the visitor did is lost, nothing is mixed up. */

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, test } from "node:test";
import { assertQuiet, closeBrowser, openPage, root, startServer } from "./harness.js";
import { drop, engine, installEngine, ready, run, wav } from "./visit.js";

/** @typedef {import("playwright-core").Page} Page */

/** @type {Awaited<ReturnType<typeof startServer>>} */
let server;
before(async () => { server = await startServer(); });
after(async () => {
  await closeBrowser();
  await server.stop();
});

async function open(hash = "") {
  const visit = await openPage({ url: `${server.url}${hash}`, prepare: installEngine });
  await ready(visit.page);
  return visit;
}

/** @param {string} name @param {string} text */
const file = (name, text) => ({ name, bytes: new TextEncoder().encode(text) });
/** @param {string} name @param {number} pitch */
const tone = (name, pitch) => ({ name, bytes: wav({ seconds: 1, sound: (time) => 0.4 * Math.sin(2 * Math.PI * pitch * time) }) });

/** Brings files through the engine and waits for all of it. @param {Page} page @param {{name: string, bytes: Uint8Array}[]} files */
const bring = (page, files) => page.evaluate(async (all) => {
  const made = all.map(({ name, text }) => new File([Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0))], name));
  const { problems } = await engine().addFiles(made);
  return problems.map(({ code, ...rest }) => ({ code, ids: /** @type {string[]} */ (rest["ids"] ?? rest["names"] ?? []) }));
}, files.map(({ name, bytes }) => ({ name, text: Buffer.from(bytes).toString("base64") })));

/** The songs as they are known. @param {Page} page */
const known = (page) => page.evaluate(() => engine().tracks.map(({ id, title, sources, columns, state, problem }) => ({ id, title, sources, genre: columns["genre"], state, of: problem?.["of"] })));

test("a table dropped again takes the place of the first, and arrays keep their numbers beside tables", async () => {
  const { page, close } = await open();
  await bring(page, [file("numbers.csv", "id,x,y\na,1,2\nb,3,4\nc,5,6\n")]);
  await bring(page, [file("numbers.csv", "id,x,y,z\na,1,2,9\nb,3,4,8\nc,5,6,7\nd,1,1,1\n")]);
  const found = await page.evaluate(() => engine().run({ feature: "table", baseline: "raw", standardize: "none" }).then(({ ids, latents }) => ({ ids, data: [...latents.data] })));
  assert.deepEqual(found, { ids: ["a", "b", "c", "d"], data: [1, 2, 9, 3, 4, 8, 5, 6, 7, 1, 1, 1] });
  await page.evaluate(() => engine().clear());
  // An archive with ids of its own, then a table about other songs.
  await bring(page, [{ name: "stored.npz", bytes: await readFile(`${root}tests/reference/library/stored.npz`) }]);
  const before = await known(page);
  assert.ok(before.length > 1 && before.every(({ sources }) => sources[0] === "table"), JSON.stringify(before));
  await bring(page, [file("others.csv", "id,x,y\nz1,1,2\nz2,3,4\n")]);
  assert.deepEqual((await known(page)).slice(0, before.length), before);
  assertQuiet(page);
  await close();
});

test("a train and a test table keep all their rows, with the split as a column", async () => {
  const { page, close } = await open();
  await bring(page, [file("train_audio.csv", "song_id,0,1\n0,1,2\n0,1.5,2\n1,3,4\n"), file("test_audio.csv", "song_id,0,1\n0,7,8\n1,9,9\n")]);
  const splits = await page.evaluate(() => engine().tracks.map(({ columns }) => columns["split"]));
  assert.deepEqual(splits.toSorted(), ["test", "test", "train", "train", "train"]);
  assert.equal(await page.evaluate(() => engine().run({}).then(({ ids }) => ids.length)), 5);
  assertQuiet(page);
  await close();
});

test("corrections stay when sound comes for a song, and empty cells wipe nothing", async () => {
  const { page, close } = await open();
  await bring(page, [file("list.csv", "id,title,genre,lyrics\na,Old,rock,words of a\nb,Other,folk,words of b\n")]);
  await page.evaluate(() => { engine().edit([engine().tracks[0]], { title: "New", columns: { genre: "baul" } }); });
  await bring(page, [tone("a.wav", 300)]);
  await bring(page, [file("again.csv", "id,title,genre\na,,\n")]);
  const [song] = (await known(page)).filter(({ id }) => id === "a");
  assert.deepEqual(song, { id: "a", title: "New", sources: ["sound", "lyrics"], genre: "baul", state: "ready", of: undefined });
  // A song that was taken off stays off.
  await page.evaluate(() => { engine().removeTrack("b"); });
  await bring(page, [tone("c.wav", 500)]);
  assert.deepEqual((await known(page)).map(({ id }) => id).toSorted(), ["a", "c"]);
  assertQuiet(page);
  await close();
});

test("a list that comes after the songs says which songs and lines are without a partner", async () => {
  const { page, close } = await open();
  await bring(page, [tone("one.wav", 300), tone("two.wav", 400), tone("three.wav", 500)]);
  const problems = await bring(page, [file("list.csv", "id,audio_path,genre,constructor,__proto__\n2,one.wav,x,y,z\n1,two.wav,x,y,z\nghost,ghost.wav,x,y,z\n")]);
  assert.deepEqual(problems.find(({ code }) => code === "songs_without_row")?.ids, ["three.wav"]);
  assert.deepEqual(problems.find(({ code }) => code === "rows_without_song")?.ids, ["ghost"]);
  // Columns may have any name; a run takes them as they are.
  assert.equal(await page.evaluate(() => engine().run({ epochs: 2 }).then(({ ids }) => ids.join())), "2,1,three");
  assertQuiet(page);
  await close();
});

test("Clear can be undone whole, also in the middle of work", async () => {
  const { page, close } = await open("#epochs=4");
  await drop(page, [file("list.csv", "id,genre\none,x\ntwo,y\n"), file("numbers.csv", "id,u,v\none,1,2\ntwo,3,4\n"), tone("one.wav", 300), tone("two.wav", 900)]);
  await run(page);
  await page.locator("#clear").click();
  assert.equal(await page.evaluate(() => engine().tracks.length), 0);
  await page.getByRole("button", { name: "Undo" }).first().click();
  const found = await page.evaluate(async () => {
    const table = await engine().run({ feature: "table", epochs: 2 });
    return { ids: table.ids, columns: engine().columnNames, csv: await (await engine().manifest()).text() };
  });
  assert.deepEqual(found.ids, ["one", "two"]);
  assert.deepEqual(found.columns, ["genre"]);
  assert.match(found.csv, /one,one\.wav,one,,,x/);
  // Cleared while a network learns: nothing of it comes back by itself.
  const stopped = await page.evaluate(async () => {
    const long = engine().run({ epochs: 5000 }).then(() => "a run", ({ code }) => code);
    await new Promise((resolve) => { engine().addEventListener("progress", resolve, { once: true }); });
    engine().clear();
    return { answer: await long, runs: engine().runs.length };
  });
  assert.deepEqual(stopped, { answer: "cancelled", runs: 0 });
  assertQuiet(page);
  await close();
});

test("Stop while songs are heard anew keeps what was heard before", async () => {
  const { page, close } = await open("?workers=1#epochs=2");
  await drop(page, Array.from({ length: 12 }, (_, song) => tone(`s${song}.wav`, 200 + 90 * song)));
  await run(page);
  const answer = await page.evaluate(async () => {
    const again = engine().run({ max_seconds: 1, clips: 1, epochs: 2 }).then(() => "a run", ({ code }) => code);
    await new Promise((resolve) => { engine().addEventListener("progress", resolve, { once: true }); });
    engine().cancel();
    return again;
  });
  assert.equal(answer, "cancelled");
  assert.ok((await known(page)).every(({ state }) => state === "ready"));
  assert.equal(await page.evaluate(() => engine().run({ epochs: 2 }).then(({ ids }) => ids.length)), 12);
  assertQuiet(page);
  await close();
});

test("a copy stays a copy when its original is renamed, and steps in when it goes", async () => {
  const { page, close } = await open();
  const song = tone("first.wav", 440);
  await bring(page, [song, { ...song, name: "copy.wav" }, tone("other.wav", 880)]);
  await bring(page, [file("list.csv", "id,audio_path\ns1,first.wav\n")]);
  assert.deepEqual((await known(page)).map(({ id, state, of }) => [id, state, of]), [["s1", "ready", undefined], ["copy", "duplicate", "s1"], ["other", "ready", undefined]]);
  await page.evaluate(() => { engine().removeTrack("s1"); });
  await page.waitForFunction(() => engine().tracks[0].state === "ready");
  assertQuiet(page);
  await close();
});
