// @ts-check
/**
 * `cargo xtask bench tab`: the bench page in Chromium, beside the rivals of `tests/bench/`. Prints a table; with `--write`
 * it also replaces the one in `docs/performance.md`.
 *
 * The clock of a busy machine tells little, so the processor time of the tab's own process is asked of the browser as
 * well. The rivals are served to this page alone, from where `tests/bench/package-lock.json` has put them.
 */

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { availableParallelism, cpus, platform } from "node:os";
import { chromiumProgram, closeBrowser, openPage, root, startServer, theBrowser } from "./harness.js";

/** @typedef {import("../../www/bench/plan.js").Measured} Measured */
/** @typedef {import("../../www/bench/plan.js").Line} Line */

const DOCUMENT = `${root}docs/performance.md`;
const [BEGIN, END] = ["<!-- bench:begin -->", "<!-- bench:end -->"];

/** How far the means of our coefficients may be from those of a library that is known to agree with librosa. */
const AGREES = 0.1;

/** The page, and the rivals' files at their own paths in the checkout. */
async function open() {
  const server = await startServer();
  const { page, problems, close } = await openPage({
    url: `${server.url}bench/?${new URLSearchParams([
      ["rival", "meyda=/tests/bench/meyda_worker.js"],
      ["rival", "essentia.js=/tests/bench/essentia_worker.js"],
    ])}`,
    prepare: (context) =>
      context.route(/\/(tests|www)\/bench\/[\w./-]+\.js$/, async (route) => {
        const { pathname } = new URL(route.request().url());
        await route.fulfill({ contentType: "text/javascript", body: await readFile(`${root}${pathname.slice(1)}`) });
      }),
  });
  return { page, problems, close: async () => { await close(); await closeBrowser(); await server.stop(); } };
}

/** Processor time that all tabs have taken so far, in seconds: there is one. */
async function cpuSeconds() {
  session ??= await (await theBrowser()).newBrowserCDPSession();
  const { processInfo } = await session.send("SystemInfo.getProcessInfo");
  return processInfo.filter(({ type }) => type === "renderer").reduce((sum, { cpuTime }) => sum + cpuTime, 0);
}
/** @type {import("playwright-core").CDPSession | undefined} */
let session;

/** @param {number} value */
const digits = (value) => (value >= 100 ? value.toFixed(0) : Number(value.toPrecision(2)).toString());

/**
 * @param {Measured[]} measured
 * @param {Line[]} lines
 */
function tables(measured, lines) {
  const find = (/** @type {string} */ task, /** @type {string} */ by, workers = 1) =>
    measured.find((one) => one.task === task && one.by === by && one.workers === workers);
  const ours = lines.map(({ task, label, rated }) => {
    const one = find(task, "Songscape")?.figure;
    const two = rated ? find(task, "Songscape", 2)?.figure : undefined;
    assert.ok(one && one.cpu !== null);
    const rates = two ? [digits(one.rate), digits(two.rate), `${(two.rate / one.rate).toFixed(2)} ×`] : [digits(one.rate), "", ""];
    return [label, digits(one.cpu), digits(one.wall), ...rates];
  });
  const rivals = measured.filter(({ by }) => by !== "Songscape").map(({ task, by, figure, distance }) => {
    const own = find(task, "Songscape")?.figure;
    assert.ok(own && own.cpu !== null && figure && figure.cpu !== null && distance !== null, `${by} was not measured`);
    const label = lines.find((line) => line.task === task)?.label ?? task;
    return [label, by, digits(figure.cpu), `${digits(figure.cpu / own.cpu)} ×`, distance.toPrecision(1)];
  });
  return [
    markdown(["work", "CPU ms", "clock ms", "a second, 1 worker", "2 workers", "gain"], ours),
    markdown(["work", "by", "CPU ms", "of ours", "farthest number from ours"], rivals),
  ].join("\n\n");
}

/** @param {string[]} head @param {string[][]} rows */
function markdown(head, rows) {
  const line = (/** @type {string[]} */ cells) => `| ${cells.join(" | ")} |`;
  return [line(head), line(head.map((_, column) => (column === 0 ? "---" : "---:"))), ...rows.map(line)].join("\n");
}

/** Two cores of …, with Chromium …: what the figures depend on. */
function machine() {
  const version = execFileSync(chromiumProgram(), ["--version"], { stdio: ["ignore", "pipe", "ignore"] }).toString().match(/[\d.]+/)?.[0];
  const model = cpus()[0]?.model.trim() || "an unnamed processor";
  return `Measured with Chromium ${version} on ${availableParallelism()} cores (${model}, ${platform()}).`;
}

const { page, problems, close } = await open();
try {
  await page.exposeFunction("cpuSeconds", cpuSeconds);
  await page.exposeFunction("say", (/** @type {Measured} */ { task, by, workers, figure }) => {
    console.log(`  ${task}, ${by}, ${workers} at once: ${figure === null ? "not here" : `${figure.cpu?.toFixed(2)} ms`}`);
  });
  const { measured, lines } = await page.evaluate(async () => {
    const { options } = await import(/** @type {string} */ ("/bench/main.js"));
    const { LINES, measureAll } = await import(/** @type {string} */ ("/bench/plan.js"));
    const { cpuSeconds, say } = /** @type {any} */ (globalThis);
    return { lines: LINES, measured: await measureAll({ ...options, cpuSeconds }, say) };
  });
  assert.deepEqual(problems, []);
  /** @type {Measured[]} */ (measured).forEach(({ task, by, same, distance }) => {
    assert.ok(same, `${task}: two workers found different numbers`);
    if (by === "essentia.js") assert.ok(distance !== null && distance < AGREES, `${task}: ${by} is ${distance} from ours`);
    if (by === "JavaScript") assert.ok(distance !== null && distance < 1e-6, `${task}: the twin is ${distance} from ours`);
  });
  const text = `${machine()}\n\n${tables(measured, lines)}`;
  console.log(`\n${text}\n`);
  if (process.argv.includes("--write")) {
    const document = await readFile(DOCUMENT, "utf8");
    const [before, after] = [document.indexOf(BEGIN), document.indexOf(END)];
    assert.ok(before >= 0 && after > before, `${DOCUMENT} has no place for the table between ${BEGIN} and ${END}.`);
    await writeFile(DOCUMENT, `${document.slice(0, before + BEGIN.length)}\n${text}\n${document.slice(after)}`);
  }
} finally {
  await close();
}
