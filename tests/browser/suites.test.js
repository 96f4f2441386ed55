// @ts-check
/** Suites on the page: the list of runs before, each run after the other, what fails is told and the rest done, Stop, again, keyboard. */

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

const songs = ["waltz_01", "waltz_02", "techno_01", "techno_02", "ambient_01", "ambient_02", "chiptune_01", "chiptune_02"];
const files = songs.map((id) => `${root}data/songs/${id}.mp3`);
const list = `${root}data/metadata.csv`;

/** A page with a first map of these songs. @param {string[]} dropped */
async function open(dropped) {
  const visit = await openPage({ url: `${server.url}#epochs=3`, prepare: installEngine });
  await ready(visit.page);
  await drop(visit.page, dropped);
  await run(visit.page);
  await settled(visit.page);
  return visit;
}

/** Waits until `number` suites came to an end and the page is at rest. @param {Page} page @param {number} number */
async function finished(page, number) {
  await page.waitForFunction((wanted) => /** @type {any} */ (window).ended >= wanted, number, { timeout: 180_000 });
  await settled(page);
}

/** Counts suites that come to an end. @param {Page} page */
const count = (page) => page.evaluate(() => {
  Object.assign(window, { ended: 0 });
  engine().addEventListener("suite", () => { /** @type {any} */ (window).ended += 1; });
});

/** What the runs of suites are. @param {Page} page */
const made = (page) => page.evaluate(() => engine().runs.filter(({ suite }) => suite).map(({ number, suite, settings, metrics, ids, projection, further_maps, clusters }) => ({
  number, dir: suite?.run_dir, name: suite?.name, settings, metrics, rows: ids.length, groups: new Set(clusters).size,
  map: [...projection], further: further_maps.map(({ viz, projection }) => ({ viz, map: [...projection] })),
})));

/** The cells of a suite's table. @param {Page} page @param {string} name */
const table = (page, name) => page.evaluate((suite) => [...document.querySelectorAll(`#suite-${suite} tbody tr`)].map((row) => [...row.children].map((cell) => cell.textContent)), name);

test("easy, by keyboard: its runs are listed before, both are made and drawn twice, and the comparison can be saved", async () => {
  const { page, close } = await open([...files, list]);
  await count(page);
  assert.deepEqual(await table(page, "easy"), [["vae_kmeans", "Lyrics", "VAE", "K-Means, 2 groups"], ["pca_kmeans", "Lyrics", "PCA", "K-Means, 2 groups"]]);
  assert.equal((await table(page, "medium")).length, 10);
  assert.equal((await table(page, "hard")).length, 7);
  await page.focus("#suite-easy button.primary");
  await page.keyboard.press("Enter");
  await page.waitForFunction(() => document.activeElement?.id === "suites-stop");
  await page.waitForFunction(() => document.querySelector("#suites-now")?.textContent?.includes("run 2 of 2"));
  await finished(page, 1);
  assert.equal(await page.evaluate(() => document.activeElement?.textContent), "Run Easy again", "the focus is where it was");

  const runs = await made(page);
  assert.deepEqual(runs.map(({ dir, name }) => [dir, name]), [["easy/vae_kmeans", "easy"], ["easy/pca_kmeans", "easy"]]);
  for (const { settings, metrics, rows, groups, map, further } of runs) {
    assert.equal(rows, 32, "a line of the list with lyrics is a song too");
    assert.equal(groups, 2);
    assert.equal(settings["label_col"], "language");
    assert.equal(settings["epochs"], 50, "the suite's own, not the visitor's");
    assert.ok(["silhouette", "ari", "nmi", "purity", "silhouette_features"].every((name) => typeof metrics[name] === "number"));
    assert.deepEqual(further.map(({ viz, map: other }) => [viz, other.length]), [["tsne", 2 * rows]]);
    assert.equal(map.length, 2 * rows);
    assert.notDeepEqual(further[0].map, map);
    assert.ok(further[0].map.every(Number.isFinite));
  }
  assert.equal(await page.evaluate(() => engine().suites.length), 1);

  const rows = await table(page, "easy");
  assert.deepEqual(rows.map(([, n, groups]) => [n, groups]), [["32", "2"], ["32", "2"]]);
  assert.deepEqual(rows.map((row) => row.at(-1)), ["Show on the map", "On the map"]);
  const download = page.waitForEvent("download");
  await page.click("#suite-easy .suite-foot button");
  const file = await download;
  assert.equal(file.suggestedFilename(), "easy_task_comparison.csv");
  const lines = (await readFile(await file.path(), "utf8")).replace(/^\uFEFF/, "").trim().split(/\r?\n/);
  assert.ok(lines[0].startsWith("run_dir,run,feature,"));
  assert.deepEqual(lines.slice(1).map((line) => line.split(",").slice(0, 3)), [["easy/vae_kmeans", "vae", "lyrics_tfidf"], ["easy/pca_kmeans", "pca", "lyrics_tfidf"]]);

  // An earlier run is shown again, and the button that did it has the focus's row.
  await page.focus('#suite-easy tr[data-run="easy/vae_kmeans"] button');
  await page.keyboard.press("Enter");
  await page.waitForFunction(() => document.querySelector('#suite-easy tr[data-run="easy/vae_kmeans"] button')?.textContent === "On the map");
  assert.ok(await page.evaluate(() => document.querySelector("#suite-easy")?.contains(document.activeElement)));
  assertQuiet(page);
  await close();
});

test("a suite made again takes the place of what it made before, until that is brought back", async () => {
  const { page, close } = await open([list]);
  await count(page);
  await page.click("#suite-easy button.primary");
  await finished(page, 1);
  const first = await made(page);
  await page.click("#suite-easy button.primary");
  await finished(page, 2);
  const second = await made(page);
  assert.deepEqual(second.map(({ dir }) => dir), first.map(({ dir }) => dir));
  assert.ok(second.every(({ number }) => !first.some((run) => run.number === number)));
  const same = (/** @type {typeof first} */ runs) => runs.map(({ metrics, map, further }) => ({ metrics, map, further }));
  assert.deepEqual(same(second).map(({ metrics }) => metrics), same(first).map(({ metrics }) => metrics), "the same songs, the same figures");
  await page.locator(".toast", { hasText: "replaced" }).locator("button").click();
  assert.deepEqual((await made(page)).map(({ number }) => number), first.map(({ number }) => number));
  assert.equal(await page.evaluate(() => engine().suites.length), 1);
  assertQuiet(page);
  await close();
});

test("runs that cannot be made are told with their reason, and the rest is done", async () => {
  const { page, close } = await open(files);
  await count(page);
  assert.ok(await page.isDisabled("#suite-easy button.primary"));
  assert.match(await page.innerText("#suite-easy .suite-facts"), /No song here has lyrics/);
  assert.match(await page.innerText("#suite-hard .suite-facts"), /column “language_group”/);
  await page.click(".suites-more > summary");
  const begin = page.locator("#suite-a_hard button.primary");
  // Sound, but neither lyrics nor genre: one run in six.
  assert.equal(await begin.innerText(), "Run the 1 of 6 that can be made");
  assert.match(await page.innerText("#suite-a_hard"), /Where it is not theirs to the letter/);
  await begin.click();
  await finished(page, 1);
  const failures = await page.evaluate(() => engine().failures.map(({ suite, problem }) => [suite.run_dir, problem.code]));
  assert.deepEqual(failures, ["cvae_kmeans", "pca_kmeans", "ae_kmeans", "raw_spectral", "raw_agglomerative"].map((name) => [`a_hard/${name}`, "none_described"]));
  const runs = await made(page);
  assert.deepEqual(runs.map(({ dir, rows }) => [dir, rows]), [["a_hard/audio_kmeans", songs.length]]);
  const rows = await table(page, "a_hard");
  assert.match(rows[0][1] ?? "", /^Failed: .+/);
  assert.equal(rows[5][1], String(songs.length));
  const download = page.waitForEvent("download");
  await page.click("#suite-a_hard .suite-foot button");
  const lines = (await readFile(await (await download).path(), "utf8")).trim().split(/\r?\n/);
  assert.equal(lines.length, 7);
  assert.equal(lines.filter((line) => line.endsWith("failed:none_described")).length, 5);
  // The suite's settings are not taken for the visitor's: the other system's suites are as before.
  assert.equal(await page.evaluate(() => engine().runs.at(-1)?.settings["standardize"]), "none");
  assert.doesNotMatch(await page.innerText("#suite-medium .suite-facts"), /From your settings/);
  assertQuiet(page);
  await close();
});

test("Stop keeps the runs that came to their end, and the one at work is not counted", async () => {
  const { page, close } = await open([list]);
  await count(page);
  await page.evaluate(() => {
    let runs = 0;
    engine().addEventListener("run", () => {
      runs += 1;
      // The second run is there, but not yet drawn in the other way.
      if (runs === 2) /** @type {HTMLElement} */ (document.querySelector("#suites-stop")).click();
    });
  });
  await page.click("#suite-easy button.primary");
  await finished(page, 1);
  assert.deepEqual((await made(page)).map(({ dir }) => dir), ["easy/vae_kmeans"]);
  assert.deepEqual(await page.evaluate(() => engine().suites.map(({ stopped, runs, failures }) => [stopped, runs.length, failures.length])), [[true, 1, 0]]);
  const rows = await table(page, "easy");
  assert.deepEqual([rows[0].at(-1), rows[1].at(-1)], ["On the map", "not made"]);
  assert.match(await page.locator(".toast").last().innerText(), /1 run .*then you stopped/);
  // The page is free for what comes next.
  assert.ok(await page.isEnabled("#suite-easy button.primary"));
  assert.ok(await page.isHidden("#suites-progress"));
  assertQuiet(page);
  await close();
});

test("all three by one button are stopped by one, and clearing the page ends a suite for good", async () => {
  const { page, close } = await open([...files, list]);
  await count(page);
  await page.click("#suites-all");
  await page.waitForFunction(() => document.querySelector("#suites-now")?.textContent?.startsWith("Medium"), null, { timeout: 120_000 });
  await page.click("#suites-stop");
  await finished(page, 2);
  const runs = await made(page);
  assert.deepEqual(runs.map(({ dir }) => dir), ["easy/vae_kmeans", "easy/pca_kmeans"]);
  assert.equal(await page.evaluate(() => document.querySelector('#suite-easy tr[data-run="easy/pca_kmeans"] button')?.textContent), "On the map");

  await page.click("#suite-hard button.primary");
  await page.waitForFunction(() => document.querySelector("#suites-now")?.textContent?.startsWith("Hard: run 1"));
  await page.click("#clear");
  await page.waitForFunction(() => engine().runs.length === 0 && engine().suites.length === 0);
  await page.waitForSelector("#suites", { state: "hidden" });
  await page.locator(".toast button").first().click();
  await page.waitForFunction(() => engine().suites.length === 1);
  assert.deepEqual((await made(page)).map(({ dir }) => dir), ["easy/vae_kmeans", "easy/pca_kmeans"]);
  assert.equal(await page.evaluate(() => engine().suite("none of them").catch(({ code }) => code)), "unknown_suite");
  assertQuiet(page);
  await close();
});
