// @ts-check
/** What tests do on the page, in a visitor's words: drop, wait for the map, look at the result. */

import { readFile } from "node:fs/promises";
import { basename } from "node:path";

/** @typedef {import("playwright-core").Page} Page */

/**
 * @typedef {object} Seen what a test looks at of a run
 * @property {string[]} ids
 * @property {number[]} clusters
 * @property {number[]} latents
 * @property {number[]} projection
 * @property {Record<string, number | null>} metrics
 * @property {{column: string, purity: number | null}[]} agreement
 * @property {{total: number, reconstruction: number, kl: number, validation: number | null}[]} losses
 * @property {number} activeUnits
 * @property {number[]} errors   reconstruction error of each row
 * @property {number | null} bestEpoch
 * @property {{code: string}[]} warnings
 * @property {boolean} stopped
 * @property {number} frames
 * @property {Record<string, number>} seconds
 */

/** Waits until the engine can hear. @param {Page} page */
export async function ready(page) {
  await page.waitForFunction(() => "songscape" in window);
  await page.evaluate(() => engine().ready);
}

/**
 * Drops files on the page as a visitor does: with a drop event that carries them.
 * @param {Page} page
 * @param {(string | {name: string, bytes: Uint8Array})[]} files  paths, or names with their bytes
 */
export async function drop(page, files) {
  const carried = await Promise.all(files.map(async (file) => {
    const { name, bytes } = typeof file === "string" ? { name: basename(file), bytes: await readFile(file) } : file;
    return { name, text: Buffer.from(bytes).toString("base64") };
  }));
  await page.evaluate((all) => {
    const transfer = new DataTransfer();
    for (const { name, text } of all) {
      const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
      transfer.items.add(new File([bytes], name));
    }
    document.body.dispatchEvent(new DragEvent("drop", { dataTransfer: transfer, bubbles: true, cancelable: true }));
  }, carried);
}

/**
 * Waits for the visit's `number`-th run and returns what a test looks at.
 * @param {Page} page
 * @param {number} [number]
 * @returns {Promise<Seen>}
 */
export async function run(page, number = 1) {
  await page.waitForFunction((wanted) => engine().runs.length >= wanted, number, { timeout: 120_000 });
  return page.evaluate((wanted) => {
    const found = engine().runs[wanted - 1];
    return {
      ids: found.ids,
      clusters: [...found.clusters],
      latents: [...found.latents.data],
      projection: [...found.projection],
      metrics: found.metrics,
      agreement: found.agreement,
      losses: found.losses,
      activeUnits: found.active_units,
      errors: [...found.reconstruction_errors],
      bestEpoch: found.best_epoch,
      warnings: found.warnings,
      stopped: found.stopped,
      frames: found.frames.length,
      seconds: found.seconds,
    };
  }, number);
}

/** Waits until the page shows the result and nothing moves any more. @param {Page} page */
export async function settled(page) {
  await page.waitForSelector('body[data-stage="done"]', { timeout: 120_000 });
  await page.waitForSelector("#progress", { state: "hidden", timeout: 60_000 });
  await page.waitForTimeout(700);
}

/**
 * The songs of the list: id, state and what is wrong.
 * @param {Page} page
 * @returns {Promise<{id: string, name: string, state: string, code: string | undefined}[]>}
 */
export function songs(page) {
  return page.evaluate(() => engine().tracks.map(({ id, name, state, problem }) => ({ id, name, state, code: problem?.code })));
}

/**
 * How many colours of groups the map shows: pixels of the palette's colours, at least 20 of each.
 * @param {Page} page
 */
export function coloursOnMap(page) {
  return page.evaluate(() => {
    const canvas = /** @type {HTMLCanvasElement} */ (document.querySelector("#map"));
    const { data } = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d")).getImageData(0, 0, canvas.width, canvas.height);
    /** @type {Map<string, number>} */
    const pixels = new Map();
    for (let at = 0; at < data.length; at += 4) {
      const colour = `#${[data[at], data[at + 1], data[at + 2]].map((part) => part.toString(16).padStart(2, "0")).join("")}`;
      pixels.set(colour, (pixels.get(colour) ?? 0) + 1);
    }
    const dark = matchMedia("(prefers-color-scheme: dark)").matches;
    const groups = engine().palette(dark, 12).signs.filter(({ label }) => label >= 0);
    return groups.filter(({ colour }) => (pixels.get(colour.toLowerCase()) ?? 0) >= 20).length;
  });
}

/**
 * Where some song's dot lies, in pixels of the window: the middle pixel of all in the first group's colour.
 * @param {Page} page
 * @returns {Promise<{x: number, y: number}>}
 */
export function someDot(page) {
  return page.evaluate(() => {
    const canvas = /** @type {HTMLCanvasElement} */ (document.querySelector("#map"));
    canvas.scrollIntoView({ block: "center" });
    const box = canvas.getBoundingClientRect();
    const { data } = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d")).getImageData(0, 0, canvas.width, canvas.height);
    const dark = matchMedia("(prefers-color-scheme: dark)").matches;
    const colour = Number.parseInt(engine().palette(dark, 1).signs.find(({ label }) => label === 0)?.colour.slice(1) ?? "", 16);
    const found = [];
    for (let at = 0; at < data.length; at += 4) {
      if ((data[at] << 16 | data[at + 1] << 8 | data[at + 2]) === colour) found.push(at / 4);
    }
    const pixel = found[found.length >> 1];
    const scale = box.width / canvas.width;
    return { x: box.left + (pixel % canvas.width) * scale, y: box.top + Math.floor(pixel / canvas.width) * scale };
  });
}

/**
 * A WAV file made by rule.
 * @param {object} options
 * @param {number} [options.rate]
 * @param {number} [options.channels]
 * @param {number} options.seconds
 * @param {(time: number, channel: number) => number} [options.sound]  from -1 to 1
 * @param {boolean} [options.float]
 * @param {number} [options.claimedBytes]  what the header says of the data's length
 * @returns {Uint8Array}
 */
export function wav({ rate = 22050, channels = 1, seconds, sound = tone, float = false, claimedBytes }) {
  const frames = Math.round(seconds * rate);
  const width = float ? 4 : 2;
  const size = frames * channels * width;
  const bytes = Buffer.alloc(44 + size);
  bytes.write("RIFF", 0);
  bytes.writeUInt32LE(36 + (claimedBytes ?? size), 4);
  bytes.write("WAVEfmt ", 8);
  bytes.writeUInt32LE(16, 16);
  bytes.writeUInt16LE(float ? 3 : 1, 20);
  bytes.writeUInt16LE(channels, 22);
  bytes.writeUInt32LE(rate, 24);
  bytes.writeUInt32LE(rate * channels * width, 28);
  bytes.writeUInt16LE(channels * width, 32);
  bytes.writeUInt16LE(width * 8, 34);
  bytes.write("data", 36);
  bytes.writeUInt32LE(claimedBytes ?? size, 40);
  for (let frame = 0, at = 44; frame < frames; frame += 1) {
    for (let channel = 0; channel < channels; channel += 1, at += width) {
      const value = sound(frame / rate, channel);
      if (float) bytes.writeFloatLE(value, at);
      else bytes.writeInt16LE(Math.round(Math.max(-1, Math.min(1, value)) * 32767), at);
    }
  }
  return bytes;
}

/** A plain tone. @param {number} time */
function tone(time) {
  return 0.5 * Math.sin(2 * Math.PI * 440 * time);
}

/**
 * The engine inside the page. Only ever called in functions that run there, where `installEngine` has put it.
 * @returns {import("../../www/app/songscape.js").Songscape}
 */
export function engine() {
  throw new Error("only in the page");
}

/** Makes `engine()` known to functions evaluated in the page; for `openPage`'s `prepare`. @param {import("playwright-core").BrowserContext} context */
export async function installEngine(context) {
  await context.addInitScript(() => {
    Object.defineProperty(window, "engine", { value: () => /** @type {any} */ (window).songscape });
  });
}
