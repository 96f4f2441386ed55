// @ts-check
/** Correcting the library: cells by keyboard, groups by lasso, and what of it is saved. */

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, test } from "node:test";
import { assertQuiet, closeBrowser, openPage, startServer } from "./harness.js";
import { drop, engine, installEngine, ready, run, settled, wav } from "./visit.js";

/** @typedef {import("playwright-core").Page} Page */

/** @type {Awaited<ReturnType<typeof startServer>>} */
let server;
before(async () => { server = await startServer(); });
after(async () => {
  await closeBrowser();
  await server.stop();
});

/** The demo songs on their map. @param {{viewport?: {width: number, height: number}, hash?: string}} [options] */
async function demo({ viewport, hash = "" } = {}) {
  const opened = await openPage({ url: `${server.url}?demo${hash}`, prepare: installEngine, ...(viewport ? { viewport } : {}) });
  const result = await run(opened.page);
  await settled(opened.page);
  return { ...opened, result };
}

/** @param {Page} page */
async function openTable(page) {
  await page.click("#table-box > summary");
  await page.waitForSelector("#table tbody tr");
}

/** Puts the focus on a cell as a visitor without a mouse does: into the table, then arrows. Rows count from 0. @param {Page} page @param {number} row @param {string} column */
async function walkTo(page, row, column) {
  await page.focus('#table [tabindex="0"]');
  await page.keyboard.press("Control+Home");
  for (let step = 0; step < row; step += 1) await page.keyboard.press("ArrowDown");
  const names = await page.locator("#table thead th").allInnerTexts();
  const place = names.map((name) => name.replace(/\s*[↑↓]$/, "").trim()).indexOf(column);
  assert.ok(place >= 0, `no column ${column} in ${names.join(", ")}`);
  for (let step = 0; step < place; step += 1) await page.keyboard.press("ArrowRight");
}

/** What has the focus, in words. @param {Page} page */
const focused = (page) => page.evaluate(() => {
  const element = document.activeElement;
  const cell = element?.closest("td, th");
  return { tag: element?.tagName, text: cell?.textContent, label: element?.getAttribute("aria-label"), changed: cell?.classList.contains("changed") ?? false };
});

/** @param {Page} page @param {number} index */
const track = (page, index) => page.evaluate((at) => {
  const { id, title, artist, lyrics, columns } = engine().tracks[at];
  return { id, title, artist, lyrics, columns };
}, index);

/** The cells of a CSV file as a spreadsheet program reads them (RFC 4180). @param {string} text */
function cells(text) {
  /** @type {string[][]} */
  const rows = [[]];
  for (const [, quoted, plain, end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n|$)/g)) {
    rows.at(-1)?.push(quoted === undefined ? plain ?? "" : quoted.replaceAll('""', '"'));
    if (end === "\r\n") rows.push([]);
    if (end === "") break;
  }
  return rows.filter((row) => row.length > 1);
}

/** Draws a loop with the mouse; points are shares of the map's width and height. @param {Page} page @param {[number, number][]} loop */
async function draw(page, loop) {
  await page.locator("#map").scrollIntoViewIfNeeded();
  const box = await page.locator("#map").boundingBox();
  assert.ok(box);
  const at = (/** @type {[number, number]} */ [x, y]) => /** @type {const} */ ([box.x + x * box.width, box.y + y * box.height]);
  await page.mouse.move(...at(loop[0]));
  await page.mouse.down();
  for (const point of loop.slice(1)) await page.mouse.move(...at(point), { steps: 10 });
  await page.mouse.up();
}

test("a cell is corrected by keyboard, marked until it is saved, and taken back", async () => {
  const { page, close } = await demo();
  await openTable(page);
  const before = await track(page, 1);
  await walkTo(page, 1, "Song");
  assert.equal((await focused(page)).text, before.title);

  await page.keyboard.press("F2");
  assert.equal((await focused(page)).tag, "INPUT");
  assert.match((await focused(page)).label ?? "", /^Title of /);
  await page.keyboard.type("Not this one");
  await page.keyboard.press("Escape");
  assert.equal((await track(page, 1)).title, before.title);
  assert.equal((await focused(page)).text, before.title, "Esc brings the cell back, and the focus to it");

  const html = '<img src=x onerror="window.hacked=1"><b>bold</b>';
  await page.keyboard.press("Enter");
  await page.keyboard.type(html);
  await page.keyboard.press("Enter");
  assert.equal((await track(page, 1)).title, html);
  assert.ok((await focused(page)).text?.startsWith(html), "HTML stands there as text");
  assert.equal((await focused(page)).changed, true);
  assert.equal(await page.locator("#table img, #table b, #songs-list img").count(), 0);
  assert.equal(await page.evaluate(() => "hacked" in window), false);
  assert.match(await page.innerText("#table-unsaved"), /^1 cell changed/);

  // Tab saves and opens the next cell that can be corrected: past the group and the nearest song, the artist.
  await page.keyboard.press("Enter");
  await page.keyboard.type("Tabbed");
  await page.keyboard.press("Tab");
  assert.equal((await track(page, 1)).title, "Tabbed");
  assert.match((await focused(page)).label ?? "", /^Artist of Tabbed/);
  await page.keyboard.type("Somebody");
  await page.keyboard.press("Enter");
  assert.equal((await track(page, 1)).artist, "Somebody");

  // Three steps, taken back one by one; a fourth undo does nothing.
  await page.keyboard.press("Control+z");
  assert.equal((await track(page, 1)).artist, before.artist);
  await page.keyboard.press("Control+z");
  assert.equal((await track(page, 1)).title, html);
  await page.click("#table-undo");
  assert.deepEqual(await track(page, 1), before);
  assert.equal(await page.isDisabled("#table-undo"), true);
  assert.equal(await page.innerText("#table-unsaved"), "");
  assert.equal(await page.locator("#table .changed").count(), 0);

  // The same by mouse, with the undo that the page offers.
  await page.locator("#table tbody tr").nth(3).locator("th").click();
  await page.keyboard.type("Clicked");
  await page.locator("#table thead th").first().click();
  assert.equal((await track(page, 3)).title, "Clicked", "leaving the cell saves it");
  await page.locator(".toast button").last().click();
  assert.notEqual((await track(page, 3)).title, "Clicked");
  assertQuiet(page);
  await close();
});

test("a column is added, filled by typing, offered again, and sorted by", async () => {
  const { page, close } = await demo();
  await openTable(page);
  await page.click("#column-add");
  assert.equal(await page.inputValue("#column-name"), "label");
  await page.fill("#column-name", "lyrics");
  await page.keyboard.press("Enter");
  assert.ok(await page.isVisible("#column-fault"), "a name that the list keeps for itself is refused");
  await page.fill("#column-name", "mood");
  await page.keyboard.press("Enter");
  assert.equal((await focused(page)).tag, "TD");
  await page.keyboard.press("Enter");
  await page.keyboard.type("বিষণ্ণ");
  await page.keyboard.press("Enter");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.type("so calm");
  await page.keyboard.press("Enter");
  assert.equal((await track(page, 0)).columns.mood, "বিষণ্ণ");
  assert.equal((await track(page, 1)).columns.mood, "so calm");
  assert.equal(await page.locator('#table bdi[lang="bn"]', { hasText: "বিষণ্ণ" }).count(), 1);
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  assert.deepEqual((await page.locator("#cell-values option").evaluateAll((all) => all.map((one) => /** @type {HTMLOptionElement} */ (one).value))).sort(), ["so calm", "বিষণ্ণ"].sort());
  await page.keyboard.press("Escape");

  const moods = async () => (await page.locator("#table tbody tr").allInnerTexts()).flatMap((text) => /বিষণ্ণ|so calm/.exec(text) ?? []);
  await page.locator("#table thead button", { hasText: "mood" }).click();
  assert.deepEqual(await moods(), ["so calm", "বিষণ্ণ"]);
  await page.locator("#table thead button", { hasText: "mood" }).click();
  assert.deepEqual(await moods(), ["বিষণ্ণ", "so calm"]);
  assert.match(await page.locator("#table tbody tr").first().innerText(), /বিষণ্ণ/);
  assert.equal(await page.locator('#table th[aria-sort="descending"]').innerText(), "mood");

  // What the ear gets: a grid with one Tab stop, and rows that know their place.
  assert.equal(await page.locator('#table [tabindex="0"]').count(), 1);
  assert.equal(await page.getAttribute("#table", "aria-rowcount"), "33");
  assert.equal(await page.locator("#table tbody tr").nth(4).getAttribute("aria-rowindex"), "6");
  assertQuiet(page);
  await close();
});

test("lyrics of many lines, in Bangla, in a window of their own", async () => {
  const { page, close } = await demo();
  await openTable(page);
  await walkTo(page, 0, "Lyrics");
  const before = await track(page, 0);
  assert.ok(before.lyrics.includes("\n"), "the demo song has lyrics of several lines");
  await page.keyboard.press("Enter");
  await page.waitForSelector("#text-editor[open]");
  assert.equal(await page.inputValue("#text-editor-text"), before.lyrics.replaceAll("\r\n", "\n"), "shown whole");
  const lyrics = "আমার সোনার বাংলা,\nআমি তোমায় ভালোবাসি।\n\nর‍্যাঁদা, ক্ষুদ্র স্ত্রী";
  await page.fill("#text-editor-text", lyrics);
  assert.equal(await page.getAttribute("#text-editor-text", "lang"), "bn");
  await page.keyboard.press("Escape");
  assert.equal((await track(page, 0)).lyrics, before.lyrics, "Esc leaves the lyrics as they were");
  await page.keyboard.press("Enter");
  await page.fill("#text-editor-text", lyrics);
  await page.keyboard.press("Control+Enter");
  assert.equal((await track(page, 0)).lyrics, lyrics);
  const cell = await focused(page);
  assert.equal(cell.tag, "TD", "the focus is back on the cell");
  assert.ok(cell.text?.startsWith("আমার সোনার বাংলা, আমি"), "one line stands in the cell");
  await page.keyboard.press("Control+z");
  assert.equal((await track(page, 0)).lyrics, before.lyrics);
  assertQuiet(page);
  await close();
});

test("two groups drawn around with the mouse and labelled: ARI, NMI and purity are there at once", async () => {
  const { page, close, result } = await demo();
  await page.focus("#map");
  await page.keyboard.press("l");
  assert.equal(await page.getAttribute("#lasso", "aria-pressed"), "true");

  // The left half of the map, and then the rest.
  const left = /** @type {[number, number][]} */ ([[0.02, 0.02], [0.5, 0.02], [0.5, 0.95], [0.02, 0.95]]);
  await draw(page, left);
  const count = Number((await page.innerText("#chosen-count")).split(" ")[0]);
  assert.ok(count > 0 && count < 32, `${count} songs in the left half`);
  await page.fill("#label-value", "west");
  await page.keyboard.press("Enter");
  await page.waitForFunction(() => engine().runs.length >= 2);
  const west = await page.evaluate(() => engine().tracks.filter(({ columns }) => columns.label === "west").map(({ id }) => id));
  const order = result.ids.map((id, index) => ({ id, x: result.projection[2 * index] })).sort((one, other) => one.x - other.x);
  assert.deepEqual(west.sort(), order.slice(0, count).map(({ id }) => id).sort(), "the chosen songs are those that lie there");
  const said = await page.innerText("#label-said");
  assert.match(said, new RegExp(`^${32 - count} song`), said);
  assert.equal((await run(page, 2)).metrics.ari, null, "a label that some songs lack scores nothing");

  await settled(page);
  await page.click("#label-left");
  assert.equal(await page.innerText("#chosen-count"), `${32 - count} songs chosen`);
  await page.fill("#label-value", "east");
  await page.click("#label-go");
  const last = await run(page, 3);
  assert.equal(last.metrics.n, 32);
  for (const name of ["ari", "nmi", "purity"]) assert.ok(Number.isFinite(last.metrics[name]), `${name} is ${last.metrics[name]}`);
  assert.equal(last.seconds.training, 0, "the network is remembered");
  await settled(page);
  assert.match(await page.innerText("#label-said"), /ARI .+, NMI .+, purity /);
  assert.match(await page.innerText("#scores"), /Rand index \(ARI\) against label/);

  // Undone as one.
  await page.locator(".toast button").last().click();
  assert.equal(await page.evaluate(() => engine().tracks.filter(({ columns }) => (columns.label ?? "") === "").length), 32 - count);
  assert.equal((await run(page, 4)).metrics.ari, null);
  assertQuiet(page);
  await close();
});

test("the lasso adds with Shift, takes away with Alt; Esc lets go; keys do the same", async () => {
  const { page, close, result } = await demo();
  const chosen = () => page.evaluate(() => document.querySelector("#chosen-count")?.textContent ?? "");
  await page.click("#lasso");
  const whole = /** @type {[number, number][]} */ ([[0.02, 0.02], [0.98, 0.02], [0.98, 0.95], [0.02, 0.95]]);
  const left = /** @type {[number, number][]} */ ([[0.02, 0.02], [0.5, 0.02], [0.5, 0.95], [0.02, 0.95]]);
  const right = /** @type {[number, number][]} */ ([[0.5, 0.02], [0.98, 0.02], [0.98, 0.95], [0.5, 0.95]]);
  await draw(page, whole);
  assert.equal(await chosen(), "32 songs chosen");
  await page.keyboard.down("Alt");
  await draw(page, left);
  await page.keyboard.up("Alt");
  const east = Number.parseInt(await chosen(), 10);
  assert.ok(east > 0 && east < 32);
  await draw(page, left);
  assert.equal(await chosen(), `${32 - east} songs chosen`, "without a key a loop begins anew");
  await page.keyboard.down("Shift");
  await draw(page, right);
  await page.keyboard.up("Shift");
  assert.equal(await chosen(), "32 songs chosen");
  await page.click("#lasso-remove");
  await draw(page, right);
  assert.equal(await chosen(), `${32 - east} songs chosen`, "and by button, for fingers");
  const rings = () => page.evaluate(() => {
    const marks = /** @type {HTMLCanvasElement} */ (document.querySelector("#map-marks"));
    if (marks.hidden) return 0;
    return /** @type {CanvasRenderingContext2D} */ (marks.getContext("2d")).getImageData(0, 0, marks.width, marks.height).data.filter((_, at) => at % 4 === 3).reduce((sum, alpha) => sum + Number(alpha > 0), 0);
  });
  // The rings come with the next frame.
  for (let look = 0; look < 50 && await rings() <= 200; look += 1) await page.waitForTimeout(50);
  // Songs that lie close together share one outline.
  assert.ok(await rings() > 200, "they wear rings");
  await page.focus("#map");
  await page.keyboard.press("Escape");
  await page.waitForTimeout(100);
  assert.equal(await rings(), 0);
  await page.keyboard.press("Escape");
  assert.equal(await page.getAttribute("#lasso", "aria-pressed"), "false");
  assert.equal(await page.isVisible("#chosen"), false);

  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("s");
  assert.equal(await chosen(), "1 song chosen");
  assert.match(await page.innerText("#map-now"), /is chosen\. 1 song chosen/);
  await page.keyboard.press("s");
  assert.equal(await page.isVisible("#chosen"), false);
  await page.keyboard.press("g");
  const sizes = [0, 1, 2, 3].map((label) => result.clusters.filter((other) => other === label).length);
  assert.ok(sizes.includes(Number.parseInt(await chosen(), 10)), await chosen());

  await page.click("#chosen-show");
  const size = Number.parseInt(await chosen(), 10);
  assert.equal(await page.locator("#table tbody tr").count(), size);
  assert.equal(await page.locator('#table tbody tr[aria-selected="true"]').count(), size);
  await page.keyboard.press("Shift+ ");
  await page.waitForFunction((wanted) => document.querySelectorAll("#table tbody tr").length === wanted, size - 1);
  await page.click("#table-all");
  assert.equal(await page.locator("#table tbody tr").count(), 32);
  assertQuiet(page);
  await close();
});

test("the chosen songs are played one after another", async () => {
  const { page, close } = await openPage({ url: server.url, prepare: installEngine });
  await ready(page);
  await drop(page, [1, 2, 3].map((number) => ({ name: `tone ${number}.wav`, bytes: wav({ seconds: 1.2, sound: (time) => 0.4 * Math.sin(2 * Math.PI * 220 * number * time) }) })));
  await run(page);
  await settled(page);
  await page.evaluate(() => {
    Object.assign(window, { played: [] });
    document.querySelector("#audio")?.addEventListener("playing", () => /** @type {any} */ (window).played.push(document.querySelector("#player-title")?.textContent));
  });
  await page.focus("#map");
  await page.keyboard.press("l");
  await draw(page, [[0.02, 0.02], [0.98, 0.02], [0.98, 0.95], [0.02, 0.95]]);
  await page.click("#chosen-play");
  await page.waitForFunction(() => new Set(/** @type {any} */ (window).played).size === 3, null, { timeout: 20_000 });
  assert.deepEqual(await page.evaluate(() => /** @type {any} */ (window).played), ["tone 1", "tone 2", "tone 3"]);
  assertQuiet(page);
  await close();
});

test("the saved list is a CSV that no spreadsheet runs, and brings everything back; leaving asks only before it is saved", async () => {
  const { page, close } = await demo();
  await openTable(page);
  const formula = '=HYPERLINK("http://x")';
  await walkTo(page, 0, "Song");
  await page.keyboard.press("Enter");
  await page.keyboard.type(formula);
  await page.keyboard.press("Enter");
  const lyrics = "আমি, \"তুমি\";\nসে";
  await page.evaluate((text) => void engine().edit([engine().tracks[1]], { lyrics: text, columns: { label: "শান্ত" } }), lyrics);

  let asked = 0;
  page.on("dialog", (dialog) => {
    if (dialog.type() === "beforeunload") asked += 1;
    void dialog.dismiss();
  });
  await page.evaluate(() => location.reload()).catch(() => {});
  await page.waitForTimeout(300);
  assert.equal(asked, 1, "unsaved changes: leaving asks first");

  const saving = page.waitForEvent("download");
  await page.click("#save-list");
  const download = await saving;
  assert.equal(download.suggestedFilename(), "songscape-manifest.csv");
  const bytes = await readFile(await download.path());
  assert.deepEqual([...bytes.subarray(0, 3)], [0xef, 0xbb, 0xbf], "a byte order mark, so that Excel reads Bangla");
  const [head, ...rows] = cells(bytes.subarray(3).toString("utf8"));
  assert.equal(rows.length, 32);
  const cell = (/** @type {number} */ row, /** @type {string} */ column) => rows[row][head.indexOf(column)];
  assert.equal(cell(0, "title"), `'${formula}`, "a formula is text");
  assert.equal(cell(1, "lyrics"), lyrics);
  assert.equal(cell(1, "label"), "শান্ত");
  assert.equal(cell(0, "genre"), "waltz");
  await page.waitForFunction(() => document.querySelector("#table-unsaved")?.textContent === "");

  const scores = page.waitForEvent("download");
  await page.click("#save-scores");
  const file = await scores;
  assert.equal(file.suggestedFilename(), "songscape-scores.csv");
  const text = (await readFile(await file.path())).toString("utf8").replace(/^\ufeff/, "");
  const [columns, values] = cells(text);
  assert.equal(Number(values[columns.indexOf("n")]), 32);
  assert.ok(Math.abs(Number(values[columns.indexOf("silhouette")]) - Number((await run(page)).metrics.silhouette)) < 1e-6);

  // Dropped again, the list says what it said.
  await Promise.all([page.waitForEvent("load"), page.evaluate(() => location.reload()).catch(() => {})]);
  assert.equal(asked, 1, "saved: leaving does not ask");
  await ready(page);
  await run(page);
  await drop(page, [{ name: "songscape-manifest.csv", bytes }]);
  await page.waitForFunction((wanted) => engine().tracks[0]?.title === wanted, formula);
  assert.equal((await track(page, 1)).lyrics, lyrics);
  assertQuiet(page);
  await close();
});

test("2,000 rows without sound: few of them exist at a time, all can be reached and corrected", async () => {
  const { page, close } = await openPage({ url: `${server.url}#epochs=3`, prepare: installEngine });
  await ready(page);
  const rows = Array.from({ length: 2000 }, (_, row) => `s${row},${row % 7},${(row * 37) % 11},${(row * row) % 13},${Math.sin(row).toFixed(5)}`);
  const wide = Array.from({ length: 2000 }, (_, row) => `s${row},Title ${row},"${"a long text ".repeat(40)}",${Array.from({ length: 30 }, (_, column) => `v${(row + column) % 9}`).join()}`);
  await drop(page, [
    { name: "features.csv", bytes: Buffer.from(`song_id,a,b,c,d\n${rows.join("\n")}\n`) },
    { name: "list.csv", bytes: Buffer.from(`id,title,notes,${Array.from({ length: 30 }, (_, column) => `column ${column}`).join()}\n${wide.join("\n")}\n`) },
  ]);
  await run(page);
  await settled(page);
  assert.equal(await page.evaluate(() => engine().tracks.filter(({ file }) => file === null).length), 2000);
  await openTable(page);
  await page.waitForTimeout(500);
  const names = await page.locator("#table thead th").allInnerTexts();
  assert.ok(names.includes("notes") && names.includes("column 29"), "all columns are there, long ones too");
  assert.equal(await page.getAttribute("#table", "aria-rowcount"), "2001");
  const present = () => page.locator("#table tbody tr:not(.room)").count();
  assert.ok(await present() < 80, `${await present()} rows exist`);
  for (let step = 1; step <= 20; step += 1) {
    await page.evaluate((part) => {
      const box = /** @type {HTMLElement} */ (document.querySelector("#table-scroll"));
      box.scrollTop = (box.scrollHeight - box.clientHeight) * part;
    }, step / 20);
    await page.waitForTimeout(60);
  }
  await page.waitForSelector('#table tbody tr[aria-rowindex="2001"]');
  assert.ok(await present() < 80, `${await present()} rows exist after scrolling`);

  // The row with the focus outlives its scrolling away, and the last row is one key away.
  await page.focus('#table [tabindex="0"]');
  await page.keyboard.press("Control+Home");
  await page.keyboard.press("ArrowRight");
  await page.waitForFunction(() => document.activeElement?.textContent === "Title 0");
  await page.evaluate(() => { /** @type {HTMLElement} */ (document.querySelector("#table-scroll")).scrollTop = 40_000; });
  await page.waitForTimeout(200);
  assert.equal((await focused(page)).text, "Title 0");
  await page.keyboard.press("Control+ArrowDown");
  await page.waitForFunction(() => document.activeElement?.textContent === "Title 1999");
  await page.keyboard.press("F2");
  await page.keyboard.type("The last");
  await page.keyboard.press("Enter");
  assert.equal((await track(page, 1999)).title, "The last");
  await page.fill("#table-filter", "the last");
  await page.waitForFunction(() => document.querySelectorAll("#table tbody tr").length === 1);
  assertQuiet(page);
  await close();
});

test("clips and songs: two maps of one run, and a clip plays from its start", async () => {
  const { page, close, result } = await demo({ hash: "#clips=3&epochs=10" });
  assert.ok(result.ids.length > 32 && result.ids.every((id) => /_clip\d+$/.test(id)), `${result.ids.length} rows`);
  assert.ok(await page.isVisible("#levels"));
  assert.match(await page.getAttribute("#map", "aria-label") ?? "", new RegExp(`${result.ids.length} `));
  // The last row is a song's last clip.
  await page.focus("#map");
  await page.keyboard.press("End");
  await page.keyboard.press("Enter");
  await page.waitForFunction(() => {
    const audio = /** @type {HTMLAudioElement} */ (document.querySelector("#audio"));
    return !audio.paused && audio.currentTime > 0;
  });
  const number = Number(/_clip(\d+)$/.exec(result.ids.at(-1) ?? "")?.[1]);
  const time = await page.evaluate(() => /** @type {HTMLAudioElement} */ (document.querySelector("#audio")).currentTime);
  assert.ok(number > 0 && time >= number * 3 && time < number * 3 + 3, `clip ${number} plays from ${time} s`);
  await page.keyboard.press("Escape");

  await page.click("#level-songs");
  await settled(page);
  assert.match(await page.getAttribute("#map", "aria-label") ?? "", /32 songs/);
  assert.equal(await page.isVisible("#replay"), false);
  await page.focus("#map");
  await page.keyboard.press("l");
  await draw(page, [[0.02, 0.02], [0.98, 0.02], [0.98, 0.95], [0.02, 0.95]]);
  assert.equal(await page.innerText("#chosen-count"), "32 songs chosen");
  await page.click("#level-clips");
  await settled(page);
  assert.match(await page.getAttribute("#map", "aria-label") ?? "", new RegExp(`${result.ids.length} `));
  assert.equal(await page.innerText("#chosen-count"), "32 songs chosen", "songs stay chosen, whichever map shows them");
  assertQuiet(page);
  await close();
});
