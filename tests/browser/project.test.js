// @ts-check
/** A visit is saved as a project and opened in another browser: the same map without the songs, which come back to it one by one. */

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, test } from "node:test";
import { assertQuiet, closeBrowser, openPage, root, startServer } from "./harness.js";
import { coloursOnMap, drop, engine, installEngine, ready, run, settled, songs } from "./visit.js";

/** @typedef {import("playwright-core").Page} Page */

/** @type {Awaited<ReturnType<typeof startServer>>} */
let server;
before(async () => { server = await startServer(); });
after(async () => {
  await closeBrowser();
  await server.stop();
});

const song = (/** @type {string} */ id) => `${root}data/songs/${id}.mp3`;
const six = ["waltz_01", "waltz_02", "waltz_03", "techno_01", "techno_02", "techno_03"];
/** What is said of them. */
const list = { name: "list.csv", bytes: Buffer.from(`id,title,genre,lyrics\n${six.map((id) => `${id},The ${id},${id.split("_")[0]},"la ${id}\nla"`).join("\n")}\n`) };

/** Every visit is a browser profile of its own. */
async function open(hash = "") {
  const visit = await openPage({ url: `${server.url}${hash}`, prepare: installEngine });
  await ready(visit.page);
  await visit.page.evaluate(() => {
    Object.assign(window, { stages: [] });
    engine().addEventListener("progress", (event) => /** @type {any} */ (window).stages.push(/** @type {CustomEvent} */ (event).detail.stage));
  });
  return visit;
}

/** Everything of the visit's runs, as plain data: typed arrays with their kind. @param {Page} page */
function allRuns(page) {
  return page.evaluate(() => {
    const plain = (/** @type {unknown} */ value) => JSON.parse(JSON.stringify(value, (_, each) => (ArrayBuffer.isView(each) ? [each.constructor.name, ...Array.from(/** @type {Float32Array} */ (each), String)] : each)));
    return engine().runs.map(plain);
  });
}

/** Which stages of work there were. @param {Page} page @returns {Promise<string[]>} */
const stages = (page) => page.evaluate(() => [...new Set(/** @type {any} */ (window).stages)].filter((stage) => stage !== "open").sort());

/** Saves as a visitor does. @param {Page} page */
async function saved(page) {
  const download = page.waitForEvent("download");
  await page.click("#save-project");
  const file = await download;
  assert.match(file.suggestedFilename(), /^songscape-\d{4}-\d\d-\d\d\.songscape$/);
  return readFile(await file.path());
}

/** Makes a map of some songs, another of the same, and saves both. */
async function makeProject() {
  const { page, close } = await open("#epochs=6&clusters=2");
  await drop(page, [...six.map(song), list]);
  await run(page);
  await settled(page);
  await page.evaluate(() => { location.hash = "#epochs=6&cluster_method=agglomerative&clusters=auto&validation=0.3"; });
  await page.waitForSelector("#warnings .notice button");
  await page.click("#warnings .notice button");
  await run(page, 2);
  await settled(page);
  const bytes = await saved(page);
  const again = await page.evaluate(() => engine().saveProject().then((file) => file.arrayBuffer()).then((buffer) => [...new Uint8Array(buffer)]));
  assert.ok(bytes.equals(Buffer.from(again)), "the same visit is the same bytes");
  const found = { bytes, runs: await allRuns(page), colours: await coloursOnMap(page), songs: await songs(page), settings: await page.evaluate(() => location.hash) };
  assertQuiet(page);
  await close();
  return found;
}

/** @type {ReturnType<typeof makeProject> | undefined} */
let making;
const project = () => (making ??= makeProject());

/** The header of a file, and the file with another. @param {Buffer} bytes */
function headerOf(bytes) {
  const length = Number(bytes.readBigUInt64LE());
  return { header: JSON.parse(bytes.subarray(8, 8 + length).toString()), data: bytes.subarray(8 + length) };
}

/** @param {Buffer} bytes @param {(about: any, header: any) => void} change */
function changed(bytes, change) {
  const { header, data } = headerOf(bytes);
  const about = JSON.parse(header.__metadata__.songscape_project);
  change(about, header);
  header.__metadata__.songscape_project = JSON.stringify(about);
  const text = Buffer.from(JSON.stringify(header));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(text.length));
  return Buffer.concat([length, text, data]);
}

test("the file is one of safetensors: what was heard, two runs and their networks, and no sound", async () => {
  const { bytes } = await project();
  const { header } = headerOf(bytes);
  const about = JSON.parse(header.__metadata__.songscape_project);
  assert.equal(about.version, 1);
  assert.deepEqual(about.tracks.map((/** @type {{id: string}} */ { id }) => id), six);
  assert.deepEqual(header["runs.0.projection"].shape, [6, 2]);
  assert.equal(header["runs.1.model"].dtype, "U8");
  assert.ok(bytes.length < 6e6, `${bytes.length} bytes`);
});

test("another profile: the same map to the bit without the songs, and nothing is learned", async () => {
  const { bytes, runs, colours, settings } = await project();
  const { page, close } = await open();
  await drop(page, [{ name: "mine.songscape", bytes }]);
  await run(page, 2);
  await settled(page);
  assert.deepEqual(await allRuns(page), runs);
  assert.deepEqual(await stages(page), []);
  assert.equal(await page.evaluate(() => location.hash), settings);
  assert.equal(await coloursOnMap(page), colours);
  assert.deepEqual((await songs(page)).map(({ id, state }) => [id, state]), six.map((id) => [id, "ready"]));
  assert.match((await page.textContent("#songs-summary")) ?? "", /^6 heard, the sound of 6 is not here: drop the songs again to hear them$/);
  assert.match((await page.textContent("#toasts")) ?? "", /The project is open: 6 songs, 2 maps\./);
  assert.equal(await page.isVisible("#warnings .notice button"), false, "nothing has changed that would need a run");
  assert.equal(await page.isVisible("#progress"), false);
  // A song without its sound says so.
  await page.focus("#map");
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("Enter");
  assert.match((await page.textContent("#selected-silent")) ?? "", /Drop the song again to hear it\./);
  assert.equal(await page.isVisible("#player"), false);

  // The network came along: the map can be saved as a model, by another visitor.
  const model = page.waitForEvent("download");
  await page.click("#save-model");
  assert.equal((await model).suggestedFilename(), "songscape-model.safetensors");

  // Saved again, it is the same file.
  const again = await saved(page);
  assert.ok(again.equals(bytes), "opened and saved, the same bytes");

  // Two of the songs come, under other names: each finds itself, and the map stays.
  await drop(page, [{ name: "renamed.mp3", bytes: await readFile(song("waltz_02")) }, song("techno_01")]);
  await page.waitForFunction(() => engine().tracks.filter(({ file }) => file !== null).length === 2);
  await page.waitForSelector("#progress", { state: "hidden" });
  assert.deepEqual((await songs(page)).map(({ id, name }) => [id, name]), six.map((id) => [id, id === "waltz_02" ? "renamed.mp3" : `${id}.mp3`]));
  assert.deepEqual(await stages(page), ["listen"]);
  assert.equal(await page.evaluate(() => engine().runs.every((run) => engine().isCurrent(run))), true);
  assert.equal(await page.evaluate(() => engine().runs.length), 2);
  assert.match((await page.textContent("#songs-summary")) ?? "", /the sound of 4 is not here/);
  assert.equal(await page.isVisible("#warnings .notice button"), false);
  await page.evaluate(() => /** @type {HTMLDetailsElement} */ (document.querySelector("#songs-list-box")).setAttribute("open", ""));
  await page.click(".song:nth-child(2) .song-buttons button");
  await page.waitForSelector("#player", { state: "visible" });
  assert.match((await page.textContent("#player-title")) ?? "", /\S/);

  // A run made now is of what was heard before, and comes to the same map.
  await page.evaluate(() => { location.hash = "#epochs=6&clusters=2"; });
  await page.waitForSelector("#warnings .notice button");
  await page.click("#warnings .notice button");
  const fresh = await run(page, 3);
  assert.deepEqual(fresh.projection.map(String), runs[0].projection.slice(1));
  assert.deepEqual(fresh.clusters.map(String), runs[0].clusters.slice(1));
  assert.equal(await page.evaluate(() => engine().runs[2].number), 3);
  assertQuiet(page);
  await close();
});

test("a project and its songs dropped together: they find each other at once", async () => {
  const { bytes } = await project();
  const { page, close } = await open();
  await drop(page, [song("waltz_01"), { name: "p.songscape", bytes }, { name: "second.songscape", bytes }]);
  await page.waitForFunction(() => engine().tracks.some(({ file }) => file !== null));
  await settled(page);
  assert.deepEqual((await songs(page)).map(({ id }) => id), six);
  assert.deepEqual(await stages(page), ["listen"]);
  assert.match((await page.textContent("#toasts")) ?? "", /“second\.songscape” was left out: only one can be open/);
  assertQuiet(page);
  await close();
});

test("opened where songs are already: those it knows join it, others follow, and Undo brings back what was there", async () => {
  const { bytes, runs } = await project();
  const { page, close } = await open("#epochs=3");
  const here = ["techno_04", "waltz_02", "waltz_04"];
  await drop(page, here.map(song));
  const own = await run(page);
  await settled(page);
  await drop(page, [{ name: "p.songscape", bytes }]);
  // The songs are others than those of its maps: a map of all is made, after its own.
  await run(page, 3);
  await settled(page);
  assert.deepEqual((await songs(page)).map(({ id }) => id), [...six, "techno_04", "waltz_04"]);
  assert.deepEqual(await page.evaluate(() => engine().tracks.filter(({ file }) => file !== null).map(({ id }) => id)), ["waltz_02", "techno_04", "waltz_04"]);
  assert.deepEqual(await page.evaluate(() => engine().runs.map(({ number }) => number)), [1, 2, 3]);
  assert.deepEqual((await allRuns(page)).slice(0, 2), runs);
  await page.click("#toasts .toast:has-text('The project is open') button");
  await page.waitForFunction(() => engine().tracks.length === 3);
  assert.deepEqual((await songs(page)).map(({ id, state }) => [id, state]), here.map((id) => [id, "ready"]));
  assert.deepEqual((await run(page)).projection, own.projection);
  assert.equal(await page.evaluate(() => engine().runs.length), 1);
  assert.equal(await page.evaluate(() => engine().isCurrent(engine().runs[0])), true);
  assert.equal(await page.evaluate(() => location.hash), "#epochs=3");
  await settled(page);
  assertQuiet(page);
  await close();
});

test("another song under a song's name is a song of its own", async () => {
  const { bytes } = await project();
  const { page, close } = await open();
  await drop(page, [{ name: "p.songscape", bytes }]);
  await run(page, 2);
  await settled(page);
  await drop(page, [{ name: "waltz_01.mp3", bytes: await readFile(song("techno_04")) }]);
  const grown = await run(page, 3);
  assert.deepEqual(grown.ids, [...six, "waltz_01 (2)"]);
  assertQuiet(page);
  await close();
});

test("a run that needs what was not heard leaves out the songs whose sound is not here, with the reason", async () => {
  const { bytes } = await project();
  const { page, close } = await open();
  await drop(page, [{ name: "p.songscape", bytes }]);
  await run(page, 2);
  await settled(page);
  await drop(page, ["waltz_01", "waltz_02", "techno_01"].map(song));
  await page.waitForFunction(() => engine().tracks.filter(({ file }) => file !== null).length === 3);
  await page.waitForSelector("#progress", { state: "hidden" });
  await page.evaluate(() => { location.hash = "#epochs=3&clusters=2&max_seconds=12"; });
  await page.waitForSelector("#warnings .notice button");
  await page.click("#warnings .notice button");
  const found = await run(page, 3);
  assert.deepEqual(found.ids, ["waltz_01", "waltz_02", "techno_01"]);
  assert.deepEqual(await page.evaluate(() => engine().runs[2].left_out.map(({ id, code }) => [id, code])), ["waltz_03", "techno_02", "techno_03"].map((id) => [id, "no_sound"]));
  assertQuiet(page);
  await close();
});

test("what is wrong with a file is said with a cure, and nothing is lost by it", async () => {
  const { bytes } = await project();
  const { page, close } = await open("#epochs=3");
  await drop(page, [{ name: "cut.songscape", bytes: bytes.subarray(0, bytes.length - 9) }]);
  await page.waitForFunction(() => document.querySelector("#warnings")?.textContent?.includes("“cut.songscape” is cut short"));
  assert.match((await page.textContent("#warnings")) ?? "", /Copy it again from where it came\./);
  const nan = Buffer.from(bytes);
  const { header } = headerOf(bytes);
  nan.writeFloatLE(NaN, 8 + Number(bytes.readBigUInt64LE()) + header["runs.0.projection"].data_offsets[0] + 8);
  const huge = Buffer.from(bytes);
  huge.writeBigUInt64LE(2n ** 60n);
  const cases = /** @type {[string, Uint8Array, string][]} */ ([
    ["foreign", Buffer.from("PK not a project at all"), "project_foreign"],
    ["empty", Buffer.alloc(0), "project_truncated"],
    ["huge", huge, "project_too_large"],
    ["nan", nan, "project_numbers"],
    ["newer", changed(bytes, (about) => { about.version = 2; }), "project_version"],
    ["lying", changed(bytes, (_, header) => { header["runs.0.latents"].shape = [6, 1e9]; }), "project_damaged"],
    ["missing", changed(bytes, (_, header) => { header.other = header["runs.0.clusters"]; delete header["runs.0.clusters"]; }), "project_damaged"],
    ["stranger", changed(bytes, (about) => { about.runs[0].metrics.extra = { toString: 1 }; }), "project_damaged"],
    ["climbing", changed(bytes, (about) => { about.runs[0].suite = { name: "easy", run_dir: "../../x" }; }), "project_damaged"],
  ]);
  for (const [name, content, code] of cases) {
    const text = Buffer.from(content).toString("base64");
    const thrown = await page.evaluate(({ name, text }) => engine().openProject(new File([Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0))], name)).then(() => null, (problem) => problem.code), { name, text });
    assert.equal(thrown, code, name);
  }
  assert.equal(await page.evaluate(() => engine().tracks.length), 0);
  await drop(page, six.slice(0, 3).map(song));
  assert.deepEqual((await run(page)).ids, six.slice(0, 3));
  await settled(page);
  await drop(page, [{ name: "newer.songscape", bytes: cases[4][1] }]);
  await page.waitForSelector("#toasts .toast:has-text('version 2 of its format; here version 1 is read')");
  await settled(page);
  assert.equal(await page.evaluate(() => engine().runs.length), 1);
  assertQuiet(page);
  await close();
});

test("hostile names stay names", async () => {
  const { bytes } = await project();
  const evil = "<img src=x onerror=alert(1)>\u202E\n=HYPERLINK(\"http://x\")";
  const file = changed(bytes, (about) => {
    const old = about.tracks[0].id;
    const hostile = (/** @type {string} */ id) => (id === old ? evil : id);
    Object.assign(about.tracks[0], { id: evil, name: `${evil}.mp3`, title: evil.repeat(50), artist: evil, lyrics: evil });
    about.ids = about.ids.map((/** @type {string[]} */ ids) => ids.map(hostile));
    about.columns[0] = "__proto__";
    about.tracks[1].cells[0] = "polluted";
    about.runs[0].title = evil;
    about.runs[0].warnings.push({ code: "constructor", message: evil }, { code: "few_songs", songs: evil });
  });
  const { page, close } = await open();
  await drop(page, [{ name: `${evil.slice(0, 40)}.songscape`, bytes: file }]);
  await run(page, 2);
  await settled(page);
  assert.equal(await page.evaluate(() => document.querySelectorAll("img[src='x']").length), 0);
  assert.equal(await page.evaluate(() => /** @type {any} */ ({}).polluted ?? Object.keys(Object.prototype).length), 0);
  assert.equal((await songs(page))[0].id, evil);
  assert.equal(await page.evaluate(() => engine().tracks[1].columns["__proto__"]), "polluted");
  const again = await saved(page);
  assert.ok(again.length > 0);
  assertQuiet(page);
  await close();
});
