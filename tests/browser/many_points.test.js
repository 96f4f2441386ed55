// @ts-check
/** A map of 50,000 songs: all are drawn, the map can be dragged, the song under the pointer is found. Its speed: frames_bench.js. */

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { assertQuiet, closeBrowser, openPage, screenshot, startServer } from "./harness.js";
import { MANY_SONGS, coloursOf, mapOf, showMany } from "./many_songs.js";
import { engine, installEngine, ready } from "./visit.js";

/** @typedef {import("playwright-core").Page} Page */

/** @type {Awaited<ReturnType<typeof startServer>>} */
let server;
before(async () => { server = await startServer(); });
after(async () => {
  await closeBrowser();
  await server.stop();
});

/** @param {"light" | "dark"} [colorScheme] */
async function opened(colorScheme = "light") {
  const { page, close } = await openPage({ url: server.url, colorScheme, prepare: installEngine });
  await ready(page);
  return { page, close };
}

for (const colorScheme of /** @type {const} */ (["light", "dark"])) {
  test(`every group of 50,000 songs is seen, and dragging moves them, ${colorScheme}`, async () => {
    const { page, close } = await opened(colorScheme);
    await showMany(page);
    await screenshot(page, `many-${colorScheme}`);
    const before = await coloursOf(page);
    assert.equal(before.counts.length, 8);
    // Dots of about seven pixels, most of them edge, and most of which lie under others.
    for (const count of before.counts) assert.ok(count > 1000, `pixels of each group: ${before.counts}`);

    const box = await page.locator("#map").boundingBox();
    assert.ok(box);
    const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
    await page.mouse.move(x, y);
    await page.mouse.down();
    await page.mouse.move(x + 40, y + 24);
    await page.waitForTimeout(300);
    const dragged = await coloursOf(page);
    await page.mouse.up();
    const moved = share(before, dragged, 40, 24);
    const still = share(before, dragged, 0, 0);
    assert.ok(moved > 0.9, `${moved} of the dots are where they were dragged to`);
    assert.ok(still < 0.6, `${still} of the dots are where they were`);
    assertQuiet(page);
    await close();
  });
}

/**
 * Of the pixels in a group's colour in the middle of one picture, how many are in the same colour in another one, so much further.
 * @param {{width: number, groups: number[]}} one
 * @param {{width: number, groups: number[]}} other
 * @param {number} right
 * @param {number} down
 */
function share(one, other, right, down) {
  let [all, same] = [0, 0];
  one.groups.forEach((group, at) => {
    const [x, y] = [at % one.width, Math.floor(at / one.width)];
    if (group < 0 || x < 150 || x > one.width - 150 || y < 100 || y > one.groups.length / one.width - 100) return;
    all += 1;
    if (other.groups[(y + down) * one.width + x + right] === group) same += 1;
  });
  return same / all;
}

test("the pointer finds its song among 50,000, and only what is chosen is drawn anew", async () => {
  const { page, close } = await opened();
  const scene = mapOf(MANY_SONGS);
  const { found, hovers, rings, restored } = await page.evaluate(async ({ places, labels }) => {
    const { MapView } = await import(new URL("app/map_view.js", location.href).href);
    const canvas = document.createElement("canvas");
    canvas.style.cssText = "position: fixed; inset: 0; width: 800px; height: 500px";
    document.body.append(canvas);
    const frame = () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
    const map = /** @type {import("../../www/app/map_view.js").MapView} */ (new MapView(canvas, engine()));
    map.begin();
    const songs = labels.length;
    map.show({ ids: labels.map((_, song) => `song${song}`), map: Float32Array.from(places), labels: Int32Array.from(labels) }, 0);
    await frame();
    await frame();
    const pixels = () => {
      const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
      return [...new Uint32Array(context.getImageData(0, 0, canvas.width, canvas.height).data.buffer)];
    };
    const plain = pixels();
    let found = 0;
    /** @type {unknown[]} */
    const hovers = [];
    const own = engine().drawMap;
    engine().drawMap = function (on, view) {
      hovers.push(view["unchanged"]);
      return own.call(this, on, view);
    };
    const rings = [];
    for (let song = 7; song < songs; song += 4999) {
      const [x, y] = map.place(song);
      const hit = map.songAt([x, y], 14);
      const [hitX, hitY] = map.place(hit);
      if (Math.hypot(hitX - x, hitY - y) < 0.01) found += 1;
      map.hover(hit);
      await frame();
      rings.push(pixels().filter((pixel, at) => pixel !== plain[at]).length);
    }
    map.hover(-1);
    await frame();
    const last = pixels();
    engine().drawMap = own;
    return { found, hovers, rings, restored: last.every((pixel, at) => pixel === plain[at]) };
  }, { places: [...scene.map], labels: [...scene.labels] });
  assert.equal(found, 11);
  assert.ok(hovers.length >= 12 && hovers.every((unchanged) => unchanged === true), `unchanged: ${hovers}`);
  for (const pixels of rings) assert.ok(pixels > 40 && pixels < 1500, `pixels of each ring: ${rings}`);
  assert.ok(restored, "without a hovered song the map is what it was");
  assertQuiet(page);
  await close();
});

test("many songs are drawn alike by either way, and what hardly belongs to its group is pale", async () => {
  const { page, close } = await opened();
  const { crowd, single, soft } = await page.evaluate(() => {
    const songs = 600;
    const points = new Float32Array(2 * songs);
    const labels = new Int32Array(songs);
    const strengths = new Float32Array(songs);
    for (let song = 0; song < songs; song += 1) {
      points[2 * song] = song % 30;
      points[2 * song + 1] = Math.floor(song / 30);
      labels[song] = song % 4;
      strengths[song] = song % 2;
    }
    const colours = [0, 1, 2, 3].map((label) => engine().palette(false, 4).signs.find((sign) => sign.label === label)?.colour);
    const counts = (/** @type {Record<string, unknown>} */ more) => {
      const canvas = document.createElement("canvas");
      [canvas.width, canvas.height] = [1600, 1000];
      const view = { points, labels, width: 800, height: 500, ratio: 2, range: { x: [-1, 30], y: [-1, 20] }, selected: -1, hovered: -1, dark: false };
      engine().drawMap(canvas, { ...view, fontFamily: "serif", axisLabels: ["", ""], ...more });
      const { data } = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d")).getImageData(0, 0, 1600, 1000);
      const found = [0, 0, 0, 0];
      for (let at = 0; at < data.length; at += 4) {
        const group = colours.indexOf(`#${[data[at], data[at + 1], data[at + 2]].map((part) => part.toString(16).padStart(2, "0")).join("")}`);
        if (group >= 0) found[group] += 1;
      }
      return found;
    };
    return { crowd: counts({ crowd: true }), single: counts({}), soft: counts({ crowd: true, strengths }) };
  });
  for (const group of [0, 1, 2, 3]) {
    assert.ok(single[group] > 5000, `${single}`);
    assert.ok(Math.abs(crowd[group] / single[group] - 1) < 0.2, `pixels of each group: ${crowd}, song by song ${single}`);
    if (group % 2 === 0) assert.equal(soft[group], 0);
    else assert.equal(soft[group], crowd[group]);
  }
  assertQuiet(page);
  await close();
});
