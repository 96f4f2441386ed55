// @ts-check
/** The report to print: what stands on it, that it is paper by day and by night, and that the page comes back. */

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

/** @param {"light" | "dark"} colorScheme */
async function visit(colorScheme) {
  const opened = await openPage({ url: `${server.url}#epochs=12&clusters=3&seed=7`, colorScheme, prepare: installEngine });
  await ready(opened.page);
  await drop(opened.page, [...SONGS, `${root}data/metadata.csv`]);
  await run(opened.page);
  await settled(opened.page);
  return opened;
}

test("the report holds what one must know of a run, and Esc gives the page back", async () => {
  const { page, close } = await visit("light");
  await page.evaluate(() => engine().edit([engine().tracks[0]], { title: '<img src=x onerror="alert(1)"> "waltz"' }));
  await page.click("#report-open");
  assert.equal(await page.isVisible("#map"), false);
  assert.equal(await page.evaluate(() => document.activeElement?.id), "report-heading");
  assert.equal(await page.innerText("#report-page-title"), "A map of 9 songs");
  await page.fill("#report-heading", "Waltzes & <techno>");
  await page.fill("#report-name", "Ayesha");
  await page.fill("#report-date", "3 December");
  assert.equal(await page.innerText("#report-page-title"), "Waltzes & <techno>");
  assert.equal(await page.innerText("#report-by"), "Ayesha · 3 December");

  const text = await page.innerText("#report-content");
  for (const part of ["Pictures", "Scores", "Songs and groups", "Settings", "Other than the defaults", "All settings", "How to make it again"]) assert.ok(text.includes(part), part);
  assert.ok(text.includes('<img src=x onerror="alert(1)"> "waltz"'), "a title is text");
  assert.match(text, /Silhouette/);
  assert.match(text, /9 songs on the map\./);
  assert.match(text, /Seed\s+7/);
  assert.match(text, /#.*clusters=3.*|#.*seed=7/);
  const changed = await page.locator(".sheet-changed tbody tr").allInnerTexts();
  assert.ok(changed.some((row) => /^Epochs\s+12\s+50$/.test(row)), changed.join("; "));
  assert.ok(changed.every((row) => !row.startsWith("Batch size")));
  assert.equal(await page.locator(".sheet-settings > div").count(), await page.evaluate(() => engine().table.length));
  assert.ok(text.includes(await page.evaluate(() => navigator.userAgent)));

  // Every picture is drawn, and says what it shows.
  const pictures = await page.locator(".sheet-pictures canvas").evaluateAll((all) => all.map((canvas) => {
    const { width, height } = /** @type {HTMLCanvasElement} */ (canvas);
    const { data } = /** @type {CanvasRenderingContext2D} */ (/** @type {HTMLCanvasElement} */ (canvas).getContext("2d")).getImageData(0, 0, width, height);
    return { label: canvas.getAttribute("aria-label") ?? "", colours: new Set(new Uint32Array(data.buffer)).size };
  }));
  assert.ok(pictures.length >= 4, `${pictures.length} pictures`);
  for (const { label, colours } of pictures) assert.ok(label.length > 20 && colours > 10, `${label}: ${colours} colours`);

  // Run 1 alone: nothing to be held against.
  assert.ok(!text.includes("Beside other runs"));
  await page.keyboard.press("Escape");
  assert.equal(await page.isVisible("#report-page"), false);
  assert.equal(await page.isVisible("#map"), true);
  assert.equal(await page.evaluate(() => document.activeElement?.id), "report-open");
  assertQuiet(page);
  await close();
});

test("runs that are compared stand beside it", async () => {
  const { page, close } = await visit("light");
  await page.click("#compare-another");
  await run(page, 2);
  await page.waitForSelector("#compare-body:not([hidden])");
  await settled(page);
  await page.click("#report-open");
  const text = await page.innerText("#report-content");
  assert.match(text, /Beside other runs/);
  assert.match(text, /Run 1 and Run 2: (All 9|\d of 9) songs/);
  assert.match(text, /Silhouette in the common space/);
  await page.click("#report-close");
  assert.equal(await page.isVisible("#map"), true);
  assertQuiet(page);
  await close();
});

test("on paper it is light, without the page around it, and Print prints", async () => {
  const { page, close } = await visit("dark");
  await page.click("#report-open");
  await page.evaluate(() => {
    Object.assign(window, { printed: 0, print: () => { /** @type {any} */ (window).printed += 1; } });
  });
  await page.click("#report-print");
  assert.equal(await page.evaluate(() => /** @type {any} */ (window).printed), 1);
  const sheet = () => page.evaluate(() => {
    const style = getComputedStyle(/** @type {Element} */ (document.querySelector(".sheet")));
    return { paper: style.backgroundColor, ink: style.color };
  });
  assert.deepEqual(await sheet(), { paper: "rgb(255, 255, 255)", ink: "rgb(22, 32, 44)" });
  await page.emulateMedia({ media: "print" });
  assert.equal(await page.isVisible(".report-bar"), false);
  assert.equal(await page.isVisible(".top"), false);
  assert.equal(await page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor), "rgb(255, 255, 255)");
  assert.equal(await page.evaluate(() => getComputedStyle(document.documentElement).colorScheme), "light");
  const pdf = (await page.pdf({ preferCSSPageSize: true, printBackground: true })).toString("latin1");
  const pages = pdf.match(/\/Type\s*\/Page\b/g)?.length ?? 0;
  assert.ok(pages >= 3 && pages <= 9, `${pages} pages`);
  assert.match(pdf, /\/MediaBox\s*\[\s*0 0 59[45][.\d]* 84[12][.\d]*\s*\]/, "A4");
  assertQuiet(page);
  await close();
});
