// @ts-check
/**
 * What every browser test stands on: the real server, a real Chromium, real audio files.
 *
 * `cargo xtask test browser` sets the variables read here. Run alone (`node --test tests/browser/map.test.js`), a
 * test finds the browser and builds the programs by itself; the module must have been built (`cargo xtask build`).
 *
 * - SONGSCAPE_CHROMIUM: the browser to drive
 * - SONGSCAPE_XTASK: the program of `cargo xtask`
 */

import assert from "node:assert/strict";
import { execFile, execFileSync, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { access, mkdir, readFile, rename } from "node:fs/promises";
import { accessSync, constants } from "node:fs";
import { delimiter, join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath, pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { chromium } from "playwright-core";

/** @typedef {import("playwright-core").Page} Page */
/** @typedef {import("playwright-core").Browser} Browser */
/** @typedef {import("playwright-core").BrowserContext} BrowserContext */

/** The workspace's root. */
export const root = fileURLToPath(new URL("../../", import.meta.url));

/** Cargo's folder for everything built. */
export const target = resolve(root, process.env.CARGO_TARGET_DIR ?? "target");

/** Both shapes of the finished page, as `cargo xtask dist --fast` makes them. */
export const distFolder = join(target, "dist-test");

/** The single file's address on disk. */
export const singleFileUrl = pathToFileURL(join(distFolder, "songscape.html")).href;

const execute = promisify(execFile);

// ---------------------------------------------------------------------------------------------- the server

/**
 * Serves the sources with the module as it was built, or a finished `folder`, on a free port.
 *
 * @param {{folder?: string, port?: number}} [options] a `port` only to come back at an address used before
 * @returns {Promise<{url: string, port: number, stop: () => Promise<void>}>}
 */
export async function startServer({ folder, port = 0 } = {}) {
  const site = folder === undefined ? ["--no-build"] : ["--folder", folder];
  const program = await xtaskProgram();
  const server = spawn(program, ["serve", "--no-open", "--port", String(port), ...site], {
    cwd: root,
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = new Promise((done) => server.once("exit", done));
  const kill = () => server.kill();
  process.once("exit", kill);
  const lines = createInterface({ input: server.stdout });
  for await (const line of lines) {
    const url = /http:\/\/127\.0\.0\.1:(\d+)\//.exec(line);
    if (url !== null) {
      // A test that fails before it stops its server must not keep Node waiting for it.
      server.stdout.resume();
      /** @type {import("node:net").Socket} */ (server.stdout).unref();
      server.unref();
      const stop = async () => {
        process.off("exit", kill);
        server.ref();
        server.kill();
        await ended;
      };
      return { url: url[0], port: Number(url[1]), stop };
    }
  }
  throw new Error("`cargo xtask serve` ended before it named its address; its message is above.");
}

/** @type {Promise<string> | undefined} */
let xtask;

/** The program of `cargo xtask`, built if nobody says where it is. */
function xtaskProgram() {
  const given = process.env.SONGSCAPE_XTASK;
  xtask ??= given === undefined ? built("xtask", "xtask") : Promise.resolve(given);
  return xtask;
}

/**
 * Builds one of the workspace's programs and returns its path.
 *
 * @param {string} name
 * @param {string} profile
 */
async function built(name, profile) {
  const cargo = process.env.CARGO ?? "cargo";
  await execute(cargo, ["build", "--quiet", "--package", name, "--bin", name, "--profile", profile], { cwd: root });
  return join(target, profile, process.platform === "win32" ? `${name}.exe` : name);
}

// --------------------------------------------------------------------------------------------- the browser

/** @type {Promise<Browser> | undefined} */
let browser;

/** One browser for all pages of a test file; each page has a fresh profile of its own. */
export function theBrowser() {
  browser ??= chromium.launch({
    executablePath: chromiumProgram(),
    headless: true,
    chromiumSandbox: process.getuid?.() !== 0,
    args: [
      "--autoplay-policy=no-user-gesture-required",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-quic",
      "--disable-sync",
      "--no-first-run",
    ],
  });
  return browser;
}

/** Ends the browser; for `after` of a test file. */
export async function closeBrowser() {
  const running = browser;
  browser = undefined;
  await (await running)?.close();
}

/** The browser that is driven. */
export function chromiumProgram() {
  const chosen = process.env.SONGSCAPE_CHROMIUM ?? process.env.CHROME;
  if (chosen !== undefined) return chosen;
  const names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
  const folders = (process.env.PATH ?? "").split(delimiter);
  const candidates = names.flatMap((name) => folders.map((folder) => join(folder, name)));
  const found = candidates.find((candidate) => {
    try {
      accessSync(candidate, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
  if (found === undefined) throw new Error("No Chromium was found. Set SONGSCAPE_CHROMIUM to the browser's program.");
  return found;
}

/** What went on in a page since it was opened. */
class Record {
  /** Console errors, uncaught errors and crashes, in words. @type {string[]} */
  problems = [];
  /** The addresses of all requests. @type {string[]} */
  requests = [];
}

/** @type {WeakMap<Page, Record>} */
const records = new WeakMap();

/**
 * Opens a page in a fresh profile and waits until it is loaded.
 *
 * @param {object} options
 * @param {string} options.url
 * @param {"light" | "dark"} [options.colorScheme]
 * @param {{width: number, height: number}} [options.viewport]
 * @param {boolean} [options.offline] refuse all network from the start (a file on disk still opens)
 * @param {(context: BrowserContext) => Promise<unknown>} [options.prepare] before anything is loaded: routes, scripts
 * @returns {Promise<{page: Page, context: BrowserContext, problems: string[], requests: string[],
 *   close: () => Promise<void>}>}
 */
export async function openPage({ url, colorScheme = "light", viewport, offline = false, prepare }) {
  const running = await theBrowser();
  const context = await running.newContext({
    colorScheme,
    offline,
    viewport: viewport ?? { width: 1280, height: 800 },
    reducedMotion: "no-preference",
  });
  await prepare?.(context);
  const page = await context.newPage();
  const record = watch(page);
  await page.goto(url);
  return { page, context, ...record, close: () => context.close() };
}

/** @param {Page} page @returns {Record} */
function watch(page) {
  const record = new Record();
  records.set(page, record);
  page.on("console", (message) => {
    if (message.type() === "error") record.problems.push(`console: ${message.text()} (${message.location().url})`);
  });
  page.on("pageerror", (error) => record.problems.push(`uncaught: ${error.stack ?? error.message}`));
  page.on("crash", () => record.problems.push("the tab crashed"));
  page.on("request", (request) => record.requests.push(request.url()));
  return record;
}

/**
 * Nothing went wrong in the page so far: no error in the console, none uncaught, no crash.
 *
 * @param {Page} page one that `openPage` opened
 */
export function assertQuiet(page) {
  assert.deepEqual(recordOf(page).problems, []);
}

/**
 * Requests of the page that left it since it had made `since` of them. Addresses inside the page do not count.
 *
 * @param {Page} page one that `openPage` opened
 * @param {number} [since]
 */
export function networkRequests(page, since = 0) {
  return recordOf(page)
    .requests.slice(since)
    .filter((url) => !/^(blob|data|file):/.test(url));
}

/** @param {Page} page */
function recordOf(page) {
  const record = records.get(page);
  if (record === undefined) throw new Error("This page was not opened by openPage.");
  return record;
}

/**
 * Keeps a picture of the page in `target/screenshots/` for people to look at.
 *
 * @param {Page} page
 * @param {string} name without ending
 * @returns {Promise<string>} its path
 */
export async function screenshot(page, name) {
  const path = join(target, "screenshots", `${name}.png`);
  await page.screenshot({ path });
  return path;
}

// --------------------------------------------------------------------------------------------- real songs

/** @type {Promise<{program: string, folder: string}> | undefined} */
let generator;

/** The demo songs' own program, and a folder for what this very version of it makes. */
function songGenerator() {
  generator ??= built("songscape-demo", "release").then(async (program) => {
    const version = createHash("sha256").update(await readFile(program)).digest("hex").slice(0, 16);
    const folder = join(target, "test-songs", version);
    await mkdir(folder, { recursive: true });
    return { program, folder };
  });
  return generator;
}

/**
 * An audio file made by the demo generator, kept for the next run.
 *
 * @param {object} options
 * @param {string} options.id a song of the catalogue, such as "waltz_01"
 * @param {"mp3" | "wav" | "wav-float" | "flac" | "ogg"} [options.format]
 * @param {number} [options.rate] Hz
 * @param {1 | 2} [options.channels]
 * @param {number} [options.seconds] cut, or repeated, to that length
 * @returns {Promise<string>} its path
 */
export async function demoSong({ id, format = "mp3", rate, channels, seconds }) {
  const { program, folder } = await songGenerator();
  const choices = Object.entries({ rate, channels, seconds }).filter(([, value]) => value !== undefined);
  const name = [id, ...choices.map(([choice, value]) => `${value}_${choice}`)].join("-");
  const float = format === "wav-float";
  const path = join(folder, `${name}${float ? "-float" : ""}.${float ? "wav" : format}`);
  try {
    await access(path);
    return path;
  } catch {
    // Written beside and then renamed, so that a run broken off leaves no half song behind.
    const part = `${path}.${process.pid}`;
    const options = choices.flatMap(([choice, value]) => [`--${choice}`, String(value)]);
    execFileSync(program, ["song", id, "--out", part, "--format", format, ...options]);
    await rename(part, path);
    return path;
  }
}
