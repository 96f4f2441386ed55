// @ts-check
/** What the page shows of groups: the way they are found, the tree and its cut, the profile; and that each can be changed by hand and by keys. */

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { assertQuiet, closeBrowser, openPage, screenshot, startServer } from "./harness.js";
import { engine, installEngine, ready, run, settled } from "./visit.js";

/** @typedef {import("playwright-core").Page} Page */

/** @type {Awaited<ReturnType<typeof startServer>>} */
let server;
before(async () => { server = await startServer(); });
after(async () => {
  await closeBrowser();
  await server.stop();
});

/** The demo songs with these settings. @param {string} hash @param {{colorScheme?: "light" | "dark", viewport?: {width: number, height: number}}} [look] */
async function demo(hash, look = {}) {
  const opened = await openPage({ url: `${server.url}?demo#epochs=10${hash}`, prepare: installEngine, ...look });
  await ready(opened.page);
  const result = await run(opened.page);
  await settled(opened.page);
  return { ...opened, result };
}

/** What the line of the tree says, and the colour below each leaf. @param {Page} page */
const cut = async (page) => ({
  said: await page.textContent("#tree .cut-said"),
  spoken: await page.getAttribute("#tree .cut-line", "aria-valuetext"),
  colours: await page.$$eval("#tree-plot rect[fill]", (leaves) => leaves.map((leaf) => leaf.getAttribute("fill"))),
});

/** How many groups a run has. @param {Page} page @param {number} number */
const groups = (page, number) => page.evaluate((at) => new Set(engine().runs[at - 1]?.clusters).size, number);

test("the tree is cut where its line is let go, into the groups that were shown on the way; the network is not trained again", async () => {
  const { page, close } = await demo("&cluster_method=agglomerative");
  assert.equal((await cut(page)).said, "4 groups");
  assert.equal((await cut(page)).colours.length, 32);
  const line = page.locator("#tree .cut-line");
  await line.scrollIntoViewIfNeeded();
  const box = await line.boundingBox();
  assert.ok(box);
  await page.mouse.move(box.x + 300, box.y + box.height / 2);
  await page.mouse.down();
  await page.mouse.move(box.x + 300, box.y + box.height / 2 + 25, { steps: 5 });
  await page.waitForTimeout(100);
  const dragged = await cut(page);
  const asked = Number.parseInt(dragged.said ?? "", 10);
  assert.ok(asked > 4, dragged.said ?? "");
  assert.equal(new Set(dragged.colours).size, Math.min(asked, 32));
  assert.equal(await page.evaluate(() => engine().runs.length), 1, "nothing runs while the line is in the hand");
  await page.mouse.up();
  await run(page, 2);
  await settled(page);
  assert.equal(await groups(page, 2), asked);
  assert.deepEqual((await cut(page)).colours, dragged.colours);
  assert.match(await page.evaluate(() => location.hash), new RegExp(`clusters=${asked}\\b`));
  const losses = await page.evaluate(() => engine().runs.map((each) => JSON.stringify(each.losses)));
  assert.equal(losses[0], losses[1]);
  assertQuiet(page);
  await close();
});

test("keys move the line from one number of groups to the next, Escape puts it back, and it keeps the focus", async () => {
  const { page, close } = await demo("&cluster_method=agglomerative");
  await page.focus("#tree .cut-line");
  const home = (await cut(page)).spoken;
  await page.keyboard.press("ArrowUp");
  assert.match((await cut(page)).spoken ?? "", /^3 groups, cut at height /);
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowDown");
  assert.match((await cut(page)).spoken ?? "", /^5 groups/);
  await page.keyboard.press("Escape");
  assert.equal((await cut(page)).spoken, home);
  await page.keyboard.press("ArrowUp");
  await page.keyboard.press("Enter");
  await run(page, 2);
  await settled(page);
  assert.equal(await groups(page, 2), 3);
  assert.equal(await page.evaluate(() => document.activeElement?.className), "cut-line");
  assertQuiet(page);
  await close();
});

test("a leaf names its song and chooses it", async () => {
  const { page, close } = await demo("&cluster_method=agglomerative");
  await page.locator("#tree-plot").scrollIntoViewIfNeeded();
  const leaf = await page.locator("#tree-plot rect[fill]").nth(7).boundingBox();
  assert.ok(leaf);
  await page.mouse.move(leaf.x + leaf.width / 2, leaf.y - 4);
  const name = await page.textContent("#tree .plot-said");
  assert.equal(name, await page.evaluate(() => {
    const [latest] = engine().runs;
    return engine().tracks.find(({ id }) => id === latest?.song_ids[latest.dendrogram?.order[7] ?? -1])?.title;
  }));
  await page.mouse.down();
  await page.mouse.up();
  assert.equal(await page.textContent("#selected-title"), name);
  await close();
});

test("the ways to find groups and to draw are chosen beside the map, and each panel is there only where it says something", async () => {
  const { page, close } = await demo("&viz=pca");
  assert.equal(await page.isVisible("#tree"), false);
  assert.equal(await page.isVisible("#reach"), false);
  assert.equal(await page.isVisible("#profile"), true);
  assert.match((await page.textContent("#grouping-how")) ?? "", /^K-Means\./);
  await page.selectOption("#method", "agglomerative");
  await run(page, 2);
  await settled(page);
  assert.equal(await page.isVisible("#tree"), true);
  await page.selectOption("#drawing", "none");
  await run(page, 3);
  await settled(page);
  assert.equal(await page.isVisible("#map-wait"), true);
  assert.match(await page.evaluate(() => location.hash), /cluster_method=agglomerative.*viz=none/);
  assertQuiet(page);
  await close();
});

test("every song has its bar; the table and the list of songs at a border agree with the silhouettes", async () => {
  const { page, close } = await demo("&clusters=6");
  const { silhouettes, clusters } = await page.evaluate(() => ({ silhouettes: engine().runs[0]?.silhouettes ?? [], clusters: [...engine().runs[0]?.clusters ?? []] }));
  const bars = await page.$$eval("#profile-plot .profile-bars", (paths) => paths.map((path) => path.getAttribute("d")?.match(/M/g)?.length ?? 0));
  assert.equal(bars.reduce((sum, number) => sum + number, 0), 32);
  const table = await page.$$eval("#profile-table tr", (lines) => lines.map((line) => [...line.children].map((cell) => cell.textContent)));
  assert.deepEqual(table.map(([, size]) => Number(size)), bars);
  table.forEach(([, , mean], label) => {
    const own = silhouettes.filter((_, row) => clusters[row] === label).map(Number);
    assert.ok(Math.abs(Number(mean?.replace("−", "-")) - own.reduce((sum, value) => sum + value, 0) / own.length) < 0.006);
  });
  const weakest = Number(await page.getAttribute("#strays-list button", "data-row"));
  assert.equal(silhouettes[weakest], Math.min(...silhouettes.map(Number)));
  await close();
});

test("the numbers of groups that were tried can each be taken", async () => {
  const { page, close } = await demo("&clusters=auto");
  const tried = await page.evaluate(() => engine().runs[0]?.candidates.map(({ clusters }) => clusters) ?? []);
  assert.deepEqual(await page.$$eval("#tried-list button", (buttons) => buttons.map((button) => Number(button.textContent))), tried);
  assert.match((await page.textContent("#tried-finding")) ?? "", new RegExp(`^Of the numbers tried, ${await groups(page, 1)} groups`));
  await page.click("#tried-list button:nth-child(4)");
  await run(page, 2);
  assert.equal(await groups(page, 2), tried[3]);
  await close();
});

test("by day and by night, on a screen of 1280 and of 390 pixels, the panels are as wide as the page", async () => {
  for (const [width, colorScheme] of /** @type {[number, "light" | "dark"][]} */ ([[1280, "light"], [390, "dark"]])) {
    const { page, close } = await demo("&cluster_method=agglomerative&clusters=auto", { colorScheme, viewport: { width, height: 900 } });
    await page.locator("#tree").scrollIntoViewIfNeeded();
    await page.waitForTimeout(150);
    await screenshot(page, `grouping-${width}-${colorScheme}`);
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
    assertQuiet(page);
    await close();
  }
});
