// @ts-check
/** A map of very many songs on the real page: eight groups made by rule, shown as a preview is. */

import { engine } from "./visit.js";

/** @typedef {import("playwright-core").Page} Page */

/** How many songs the map must bear. */
export const MANY_SONGS = 50_000;

/**
 * Songs in eight groups, by rule.
 * @param {number} songs
 */
export function mapOf(songs) {
  const map = new Float32Array(2 * songs);
  const labels = new Int32Array(songs);
  let state = 42;
  const chance = () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32;
  const bell = () => Math.sqrt(-2 * Math.log(1 - chance())) * Math.cos(2 * Math.PI * chance());
  for (let song = 0; song < songs; song += 1) {
    const group = song % 8;
    labels[song] = group;
    map[2 * song] = 6 * Math.cos((group * Math.PI) / 4) + bell() * (0.7 + 0.15 * group);
    map[2 * song + 1] = 4 * Math.sin((group * Math.PI) / 4) + bell() * 0.9;
  }
  return { map, labels };
}

/**
 * Shows `count` songs, as the page itself shows a preview, and waits until they have arrived.
 * @param {Page} page
 * @param {number} [count]
 */
export async function showMany(page, count = MANY_SONGS) {
  const scene = mapOf(count);
  await page.evaluate(({ map, labels }) => {
    // The map stands where it stands after the first song.
    document.body.dataset["stage"] = "working";
    for (const [id, hidden] of /** @type {[string, boolean][]} */ ([["intro", true], ["work", false]])) {
      const part = document.getElementById(id);
      if (part) part.hidden = hidden;
    }
    const frame = { epoch: 0, losses: null, activeUnits: 0, map: Float32Array.from(map), labels: Int32Array.from(labels) };
    const ids = labels.map((_, song) => `song${song}`);
    engine().dispatchEvent(new CustomEvent("preview", { detail: { ids, frame } }));
    scrollTo(0, 0);
  }, { map: [...scene.map], labels: [...scene.labels] });
  await page.waitForTimeout(800);
}

/**
 * The group whose colour each pixel of the map has, nearly, −1 for none, and how many pixels each of eight groups has.
 * @param {Page} page
 * @returns {Promise<{width: number, groups: number[], counts: number[]}>}
 */
export function coloursOf(page) {
  return page.evaluate(() => {
    const canvas = /** @type {HTMLCanvasElement} */ (document.querySelector("#map"));
    const { data } = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d")).getImageData(0, 0, canvas.width, canvas.height);
    const { signs } = engine().palette(matchMedia("(prefers-color-scheme: dark)").matches, 8);
    const colours = signs.filter(({ label }) => label >= 0).map(({ colour }) => [1, 3, 5].map((start) => Number.parseInt(colour.slice(start, start + 2), 16)));
    // The smallest dots are mostly edges; they are of their group's colour all the same.
    const near = (/** @type {number} */ at) => colours.findIndex((colour) => colour.every((part, channel) => Math.abs(part - data[4 * at + channel]) <= 32));
    const groups = Array.from({ length: data.length / 4 }, (_, at) => near(at));
    const counts = colours.map((_, label) => groups.filter((group) => group === label).length);
    return { width: canvas.width, groups, counts };
  });
}
