// @ts-check
/**
 * `cargo xtask bench tab`: the bench page in Chromium, beside the rivals of `tests/bench/`. Prints tables; with `--write`
 * it also replaces those in `docs/performance.md`.
 *
 * The clock of a busy machine tells little, so the processor time of the tab's own process is asked of the browser as
 * well. The rivals are served to this page alone, from where `tests/bench/package-lock.json` has put them. PyTorch learns
 * beside the page if SONGSCAPE_PYTHON names a Python that has it.
 */

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { availableParallelism, cpus, platform } from "node:os";
import { judge, speed } from "../../www/bench/judgement.js";
import { PROBLEMS } from "../../www/bench/problems.js";
import { PEAK } from "../../www/bench/training_plan.js";
import { chromiumProgram, closeBrowser, openPage, root, startServer, theBrowser } from "./harness.js";
import { PyTorch } from "./pytorch.js";

/** @typedef {import("../../www/bench/plan.js").Measured} Measured */
/** @typedef {import("../../www/bench/plan.js").Line} Line */
/** @typedef {import("../../www/bench/training_plan.js").Trained} Trained */

const DOCUMENT = `${root}docs/performance.md`;
const [BEGIN, END] = ["<!-- bench:begin -->", "<!-- bench:end -->"];

/** How far the means of our coefficients may be from those of a library that is known to agree with librosa. */
const AGREES = 0.1;

/** How far, relatively, a peer's losses may be from ours when both learn the same from the same weights. */
const LEARNS_THE_SAME = 1e-4;

/** The page, and the rivals' files at their own paths in the checkout. */
async function open() {
  const server = await startServer();
  const { page, problems, close } = await openPage({
    url: `${server.url}bench/?${new URLSearchParams([
      ["rival", "meyda=/tests/bench/meyda_worker.js"],
      ["rival", "essentia.js=/tests/bench/essentia_worker.js"],
      ["learner", "TensorFlow.js=/tests/bench/tensorflow_worker.js"],
      ["learner", "TensorFlow.js, gradients rewritten=/tests/bench/tensorflow_worker.js?gradients=strides"],
      ["learner", "TensorFlow.js, rewritten and tuned=/tests/bench/tensorflow_worker.js?gradients=phases"],
    ])}`,
    prepare: (context) =>
      context.route(/\/(tests|www)\/bench\/[\w./@-]+\.(js|wasm)(\?.*)?$/, async (route) => {
        const { pathname } = new URL(route.request().url());
        const contentType = pathname.endsWith(".wasm") ? "application/wasm" : "text/javascript";
        await route.fulfill({ contentType, body: await readFile(`${root}${pathname.slice(1)}`) });
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

/** @param {number} ratio */
const times = (ratio) => `${digits(ratio)} ×`;

/** @param {Trained[]} trained */
function trainingTables(trained) {
  const figures = trained.map((one) => {
    const problem = PROBLEMS.find(({ name }) => name === one.problem);
    assert.ok(problem);
    const { by, workers, time, reason, distance } = one;
    const name = workers === 1 ? by : `${by}, ${workers} workers`;
    if (time === null) return [problem.label, name, reason ?? "", "", "", ""];
    const seconds = (/** @type {number | null} */ milliseconds) => (milliseconds === null ? "" : digits(milliseconds / 1000));
    const [cpu, wall] = by === PEAK ? ["", ""] : [seconds(time.cpu), seconds(time.wall)];
    return [problem.label, name, cpu, wall, digits(speed(one, problem) ?? NaN), distance?.toExponential(0) ?? ""];
  });
  const verdicts = PROBLEMS.flatMap((problem) =>
    judge(trained, problem).map(({ what, ratio, least, most }) => {
      const wanted = least !== null ? `at least ${times(least)}` : most !== null ? `at most ${times(most)}` : "";
      return [problem.label, what, times(ratio), wanted];
    }));
  return [
    markdown(["an epoch of", "by", "CPU s", "clock s", "GFLOP/s", "losses from ours"], figures, 2),
    markdown(["an epoch of", "what", "found", "wanted"], verdicts, 2),
  ].join("\n\n");
}

/** @param {string[]} head @param {string[][]} rows @param {number} [texts]  columns that hold no figures, at the left */
function markdown(head, rows, texts = 1) {
  const line = (/** @type {string[]} */ cells) => `| ${cells.join(" | ")} |`;
  return [line(head), line(head.map((_, column) => (column < texts ? "---" : "---:"))), ...rows.map(line)].join("\n");
}

/** Two cores of …, with Chromium …: what the figures depend on. @param {Trained[]} trained */
function machine(trained) {
  const version = execFileSync(chromiumProgram(), ["--version"], { stdio: ["ignore", "pipe", "ignore"] }).toString().match(/[\d.]+/)?.[0];
  const model = cpus()[0]?.model.trim() || "an unnamed processor";
  const pytorch = trained.find(({ version }) => version !== null)?.version;
  const beside = pytorch ? `, PyTorch ${pytorch} beside it,` : "";
  return `Measured with Chromium ${version}${beside} on ${availableParallelism()} cores (${model}, ${platform()}).`;
}

const python = process.env.SONGSCAPE_PYTHON;
const pytorch = python ? new PyTorch(python) : undefined;
const { page, problems, close } = await open();
try {
  await page.exposeFunction("cpuSeconds", cpuSeconds);
  await page.exposeFunction("say", (/** @type {string} */ line) => console.log(`  ${line}`));
  await page.exposeFunction("pytorch", (/** @type {string} */ order) => pytorch?.ask(order));
  const { measured, lines, trained } = await page.evaluate(async (hasPyTorch) => {
    const { options } = await import(/** @type {string} */ ("/bench/main.js"));
    const { LINES, measureAll } = await import(/** @type {string} */ ("/bench/plan.js"));
    const { measureTraining } = await import(/** @type {string} */ ("/bench/training_plan.js"));
    const { described, learned } = await import(/** @type {string} */ ("/bench/words.js"));
    const { cpuSeconds, say, pytorch } = /** @type {any} */ (globalThis);
    // The songs are sent where their losses are compared; for the clock any will do.
    const text = (/** @type {any} */ numbers) => numbers && /** @type {any} */ (new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength)).toBase64();
    const ask = async (/** @type {any} */ { rows, parameters, ...order }) =>
      JSON.parse(await pytorch(JSON.stringify({ ...order, rows: parameters && text(rows), parameters: text(parameters) })));
    const all = { ...options, cpuSeconds, outside: hasPyTorch ? { PyTorch: ask } : {} };
    const measured = await measureAll(all, (/** @type {Measured} */ one) => say(`${one.task}, ${described(one)}`));
    const trained = await measureTraining(all, (/** @type {Trained[]} */ some, /** @type {any} */ problem) => {
      for (const one of some) say(`${problem.name}, ${learned(one, problem)}`);
    });
    return { lines: LINES, measured, trained };
  }, pytorch !== undefined);
  assert.deepEqual(problems, []);
  /** @type {Measured[]} */ (measured).forEach(({ task, by, same, distance }) => {
    assert.ok(same, `${task}: two workers found different numbers`);
    if (by === "essentia.js") assert.ok(distance !== null && distance < AGREES, `${task}: ${by} is ${distance} from ours`);
    if (by === "JavaScript") assert.ok(distance !== null && distance < 1e-6, `${task}: the twin is ${distance} from ours`);
  });
  /** @type {Trained[]} */ (trained).forEach(({ problem, by, same, distance }) => {
    assert.ok(same, `${problem}: two workers learned something else than one`);
    if (distance !== null) assert.ok(distance < LEARNS_THE_SAME, `${problem}: the losses of ${by} are ${distance} from ours`);
  });
  const text = `${machine(trained)}\n\n${tables(measured, lines)}\n\n${trainingTables(trained)}`;
  console.log(`\n${text}\n`);
  if (process.argv.includes("--write")) {
    const document = await readFile(DOCUMENT, "utf8");
    const [before, after] = [document.indexOf(BEGIN), document.indexOf(END)];
    assert.ok(before >= 0 && after > before, `${DOCUMENT} has no place for the tables between ${BEGIN} and ${END}.`);
    await writeFile(DOCUMENT, `${document.slice(0, before + BEGIN.length)}\n${text}\n${document.slice(after)}`);
  }
} finally {
  pytorch?.stop();
  await close();
}
