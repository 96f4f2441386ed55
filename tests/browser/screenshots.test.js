// @ts-check
/** Pictures of every state, for people to look at: target/screenshots. What is asserted is that nothing sticks out. */

import assert from "node:assert/strict";
import { access, copyFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { assertQuiet, closeBrowser, openPage, root, screenshot, startServer } from "./harness.js";
import { drop, engine, installEngine, ready, run, settled } from "./visit.js";

/** @type {Awaited<ReturnType<typeof startServer>>} */
let server;
before(async () => { server = await startServer(); });
after(async () => {
  await closeBrowser();
  await server.stop();
});

const sizes = { wide: { width: 1280, height: 800 }, narrow: { width: 390, height: 844 } };

/** No element is wider than the window. @param {import("playwright-core").Page} page */
async function fits(page) {
  const [content, window] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
  assert.ok(content <= window, `the page is ${content} px wide in a window of ${window} px`);
}

for (const colorScheme of /** @type {const} */ (["light", "dark"])) {
  for (const [size, viewport] of Object.entries(sizes)) {
    test(`empty, working, done and error, ${colorScheme}, ${size}`, async () => {
      const { page, close } = await openPage({ url: `${server.url}#epochs=200`, colorScheme, viewport, prepare: installEngine });
      const picture = (/** @type {string} */ state) => screenshot(page, `${state}-${colorScheme}-${size}`);
      await ready(page);
      await picture("empty");
      await fits(page);
      await page.click("#demo");
      await page.waitForFunction(() => engine().tracks.length > 0 && engine().tracks.every(({ state }) => state === "ready"));
      await page.waitForTimeout(1200);
      await picture("working");
      await fits(page);
      await run(page);
      await settled(page);
      await page.evaluate(() => scrollTo(0, 0));
      await picture("done");
      await fits(page);
      await page.evaluate(() => engine().clear());
      await page.reload();
      await ready(page);
      await drop(page, [
        { name: `${"a long name ".repeat(25)}.mp3`, bytes: new Uint8Array() },
        { name: "letter.mp3", bytes: new TextEncoder().encode("Dear teacher,\n".repeat(30)) },
        `${root}data/songs/waltz_01.mp3`,
      ]);
      await run(page);
      await settled(page);
      await picture("error");
      await fits(page);
      assertQuiet(page);
      await close();
    });
  }
}

test("the picture in the README", async () => {
  const { page, close } = await openPage({ url: `${server.url}?demo`, viewport: { width: 1280, height: 1010 }, prepare: installEngine });
  await run(page);
  await settled(page);
  await page.focus("#map");
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("Enter");
  await page.waitForTimeout(600);
  await page.evaluate(() => scrollTo(0, 0));
  const made = await screenshot(page, "readme");
  const kept = join(root, "docs", "screenshot.png");
  // UPDATE_SCREENSHOT=1 cargo xtask test browser
  if (process.env.UPDATE_SCREENSHOT === "1") await copyFile(made, kept);
  await access(kept);
  assertQuiet(page);
  await close();
});
