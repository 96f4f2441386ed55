// @ts-check
/** The list of runs, and runs side by side: on the real page, with real songs. */

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

const song = (/** @type {string} */ id) => `${root}data/songs/${id}.mp3`;
const SONGS = ["waltz", "techno", "ambient"].flatMap((style) => ["01", "02", "03"].map((number) => song(`${style}_${number}`)));
const LIST = `${root}data/metadata.csv`;

/** A visit with one run of nine songs. */
async function oneRun(hash = "#epochs=12&clusters=3") {
  const visit = await openPage({ url: `${server.url}${hash}`, prepare: installEngine });
  await ready(visit.page);
  await drop(visit.page, [...SONGS, LIST]);
  await run(visit.page);
  await settled(visit.page);
  return visit;
}

/** A further run. @param {Page} page @param {import("../../www/app/types.js").Settings} settings */
async function further(page, settings) {
  return page.evaluate(async (chosen) => (await engine().run(chosen)).number, settings);
}

/** @param {Page} page @param {number} number */
const tick = (page, number) => page.locator(`#runs-list [data-run="${number}"] input[type="checkbox"]`);

/** The small maps as they are drawn. @param {Page} page @returns {Promise<string[]>} */
async function drawn(page) {
  await page.waitForTimeout(300);
  return page.evaluate(() => [.../** @type {NodeListOf<HTMLCanvasElement>} */ (document.querySelectorAll("#compare-maps figure:not([hidden]) canvas"))].map((canvas) => canvas.toDataURL()));
}

test("one button makes the second run, without a network, and both appear side by side", async () => {
  const { page, close } = await oneRun();
  await page.waitForSelector("#compare-empty:not([hidden])");
  assert.match(await page.innerText("#compare-why"), /one run so far/);
  assert.equal(await page.isVisible("#compare-body"), false);
  await page.click("#compare-another");
  await run(page, 2);
  await page.waitForSelector("#compare-body:not([hidden])");
  await settled(page);
  assert.deepEqual(await page.locator("#compare-maps figure:not([hidden]) h3").allInnerTexts(), ["Run 1", "Run 2"]);
  assert.match(await page.innerText("#compare-differences"), /Baseline: none → pca\./);
  assert.match(await page.innerText("#compare-differences"), /\d+ of 9 songs changed group\.|All 9 songs lie in the same groups\./);

  // The colours are those of the first run: as many songs changed group as the words say, and none more.
  const moved = await page.evaluate(() => {
    const [one, two] = engine().runs;
    const aligned = engine().alignLabels(one.clusters, two.clusters);
    return aligned.filter((label, row) => label !== one.clusters[row]).length;
  });
  assert.match(await page.innerText(".compare-moved"), moved === 0 ? /^All 9/ : new RegExp(`^${moved} of 9 `));

  // The best is marked where the space is a common one, and nowhere else.
  const table = await page.locator("#compare-scores tbody tr").evaluateAll((rows) => rows.map((row) => ({
    score: row.getAttribute("data-score") ?? "",
    values: [...row.querySelectorAll("td")].map((cell) => cell.classList.contains("best")),
  })));
  const metrics = await page.evaluate(() => engine().runs.map((one) => one.metrics));
  for (const { score, values } of table) {
    const [one, two] = metrics.map((of) => of[score] ?? NaN);
    if (["silhouette", "calinski_harabasz", "davies_bouldin"].includes(score)) assert.deepEqual(values, [false, false], score);
    else if (Math.abs(one - two) < 1e-9) assert.deepEqual(values, [false, false], score);
    else assert.deepEqual(values, score.startsWith("davies") ? [one < two, two < one] : [one > two, two > one], score);
  }
  assert.ok(table.some(({ score }) => score === "silhouette_features"));
  assertQuiet(page);
  await close();
});

test("a song under the pointer or the arrow keys is ringed on every map and named once; a click plays it", async () => {
  const { page, close } = await oneRun();
  await further(page, { baseline: "pca", clusters: 3, save_recon: "on" });
  for (const number of [1, 2]) await tick(page, number).check();
  const maps = page.locator("#compare-maps figure:not([hidden]) canvas");
  assert.equal(await maps.count(), 2);
  await page.mouse.move(2, 2);
  await maps.first().scrollIntoViewIfNeeded();
  const before = await drawn(page);
  await maps.nth(1).focus();
  await page.keyboard.press("Home");
  const ringed = await drawn(page);
  assert.deepEqual(ringed.map((map, at) => map !== before[at]), [true, true], "ringed on both");
  const title = await page.evaluate(() => engine().tracks.find(({ id }) => id === engine().runs[1].ids[0])?.title ?? "");
  assert.equal(await page.innerText("#compare-now bdi"), title);
  const said = await page.innerText("#compare-said");
  assert.equal(said.split(title).length, 2, "named once");
  assert.match(said, /Run 1: group \d.*Run 2: group \d/);
  const walked = new Set();
  for (const key of ["ArrowRight", "ArrowLeft", "ArrowUp", "ArrowDown"]) {
    await page.keyboard.press(key);
    walked.add(await page.innerText("#compare-said"));
  }
  assert.ok(walked.size > 1, "arrow keys walk");
  await page.evaluate(() => /** @type {HTMLElement} */ (document.activeElement).blur());
  assert.equal(await page.locator("#compare-now bdi").count(), 0);
  assert.deepEqual(await drawn(page), before, "no ring is left");
  await maps.nth(1).focus();
  await page.keyboard.press("Home");
  await page.keyboard.press("Enter");
  assert.equal(await page.innerText("#player-title"), title);
  assert.equal(await page.innerText("#selected-title"), title);
  assertQuiet(page);
  await close();
});

test("four runs lie side by side, a fifth is refused with words; runs can be named, found, shown, forgotten and brought back", async () => {
  const { page, close } = await oneRun();
  /** @type {import("../../www/app/types.js").Settings[]} */
  const others = [{ baseline: "pca" }, { clusters: 2 }, { clusters: 4, cluster_method: "agglomerative" }, { baseline: "raw" }, { label_col: "genre" }];
  for (const settings of others) {
    await further(page, { epochs: 12, clusters: 3, save_recon: "on", ...settings });
  }
  assert.deepEqual(await page.locator(".run-number").allInnerTexts(), ["6", "5", "4", "3", "2", "1"]);
  for (const number of [4, 1, 2, 3]) await tick(page, number).check();
  assert.equal(await page.locator("#compare-maps figure:not([hidden])").count(), 4);
  assert.deepEqual(await page.locator("#compare-maps figure:not([hidden]) h3").allInnerTexts(), ["Run 1", "Run 2", "Run 3", "Run 4"]);
  await tick(page, 5).click();
  assert.equal(await tick(page, 5).isChecked(), false);
  assert.match(await page.innerText("#toasts"), /Four runs can lie side by side/);

  // Its name is a stranger's text, and stands wherever the run does.
  const name = '<b>"with, PCA"</b>';
  await page.fill('[data-run="2"] .run-title', name);
  await page.keyboard.press("Tab");
  assert.equal(await page.locator("#compare-maps figure:not([hidden]) h3").nth(1).innerText(), name);
  assert.match(await page.innerText("#compare-scores thead"), /<b>"with, PCA"<\/b>/);

  await page.fill("#runs-filter", "agglomerative");
  assert.deepEqual(await page.locator(".run:visible .run-number").allInnerTexts(), ["4"]);
  await page.fill("#runs-filter", "");

  // An earlier run is on the map again, with its settings, and no notice that anything changed.
  await page.locator('[data-run="3"] .run-tools button').first().click();
  await page.waitForSelector('[data-run="3"].shown');
  assert.match(page.url(), /clusters=2/);
  assert.equal(await page.innerText("#groups-value"), "2");
  assert.equal(await page.locator("#warnings .notice").count(), 0);
  await page.locator('[data-run="2"] .run-tools button').first().click();
  await page.waitForSelector('[data-run="2"].shown');
  assert.match(page.url(), /baseline=pca/);

  // Forgotten: out of the list and of the comparison. Undo: back at its place, in both.
  await page.locator('[data-run="3"] .run-tools .icon-button').click();
  assert.deepEqual(await page.locator(".run-number").allInnerTexts(), ["6", "5", "4", "2", "1"]);
  assert.equal(await page.locator("#compare-maps figure:not([hidden])").count(), 3);
  assert.deepEqual(await page.evaluate(() => engine().runs.map(({ number }) => number)), [1, 2, 4, 5, 6]);
  assert.equal(await page.evaluate(() => document.activeElement?.closest(".run")?.getAttribute("data-run")), "2");
  await page.locator(".toast button", { hasText: "Undo" }).last().click();
  assert.deepEqual(await page.locator(".run-number").allInnerTexts(), ["6", "5", "4", "3", "2", "1"]);
  assert.equal(await page.locator("#compare-maps figure:not([hidden])").count(), 4);

  // Held against another column: said, and not marked.
  await page.locator("#compare-maps figure:not([hidden]) .icon-button").nth(1).click();
  await tick(page, 6).check();
  assert.match(await page.innerText("#compare-scores"), /different columns, so none is marked/);

  // Cleared away, and brought back.
  await page.click("#clear");
  assert.equal(await page.isVisible("#runs"), false);
  await page.locator(".toast button", { hasText: "Undo" }).last().click();
  assert.equal(await page.locator(".run").count(), 6);
  assertQuiet(page);
  await close();
});

test("clips are held against whole songs as songs; songs that one run lacks are told", async () => {
  const { page, close } = await oneRun("#epochs=8&clusters=3&clips=5&max_seconds=10");
  await page.evaluate(() => engine().removeTrack(engine().tracks[0].id));
  await further(page, { epochs: 8, clusters: 3, clips: 0, max_seconds: 10 });
  for (const number of [1, 2]) await tick(page, number).check();
  assert.match(await page.innerText("#compare-level"), /each dot is a whole song/);
  const text = await page.innerText("#compare-differences");
  assert.match(text, /of 8 songs changed group|All 8 songs/);
  assert.match(text, /1 song only in Run 1/);
  await page.locator("#compare-differences summary", { hasText: "only in Run 1" }).click();
  assert.match(await page.innerText("#compare-scores"), /not the same songs, so none is marked/);
  assert.equal(await page.locator("#compare-scores .best").count(), 0);
  // The song that is gone is there on one map, and on the other it is said to be missing.
  const canvas = page.locator("#compare-maps canvas").first();
  await canvas.focus();
  await page.keyboard.press("Home");
  assert.match(await page.innerText("#compare-said"), /Run 2: not on this map/);
  assertQuiet(page);
  await close();
});

test("two hundred runs stay usable", async () => {
  const { page, close } = await oneRun();
  await page.evaluate(() => {
    const [first] = engine().runs;
    engine().runs = Array.from({ length: 200 }, (_, index) => ({ ...first, number: index + 1 }));
    engine().dispatchEvent(new CustomEvent("runs"));
  });
  assert.equal(await page.locator(".run").count(), 200);
  const box = await page.locator("#runs-list").boundingBox();
  assert.ok((box?.height ?? 0) < 420, "the list scrolls in its box");
  await page.fill("#runs-filter", "177");
  assert.deepEqual(await page.locator(".run:visible .run-number").allInnerTexts(), ["177"]);
  assert.equal(await page.innerText("#runs-said"), "1 of 200 runs");
  assertQuiet(page);
  await close();
});
