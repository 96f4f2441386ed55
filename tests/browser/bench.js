// @ts-check
/**
 * `cargo xtask bench tab`: the bench page in Chromium, beside the peers of `tests/bench/`. Prints tables; with `--write`
 * it also replaces those in `docs/performance.md`. With `--only features`, `training` or `groups` it does one of them.
 *
 * The clock of a busy machine tells little, so the processor time of the tab's own process is asked of the browser as
 * well. PyTorch and scikit-learn work beside the page if SONGSCAPE_PYTHON names a Python that has them.
 */

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { availableParallelism, cpus, platform } from "node:os";
import { parseArgs } from "node:util";
import { blobsOf, choices, points } from "../../www/bench/groupings.js";
import { checkFeatures, featureTables } from "./bench_features.js";
import { checkGroups, groupTables } from "./bench_groups.js";
import { openBenchPage } from "./bench_site.js";
import { checkTraining, trainingTables } from "./bench_training.js";
import { chromiumProgram, closeBrowser, root, theBrowser } from "./harness.js";
import { PythonProgram } from "./python_program.js";

/** @typedef {import("../../www/bench/plan.js").Measured} Measured */
/** @typedef {import("../../www/bench/training_plan.js").Trained} Trained */
/** @typedef {import("../../www/bench/grouping_plan.js").Grouped} Grouped */

const DOCUMENT = `${root}docs/performance.md`;

/** Processor time that all tabs have taken so far, in seconds: there is one. */
async function cpuSeconds() {
  session ??= await (await theBrowser()).newBrowserCDPSession();
  const { processInfo } = await session.send("SystemInfo.getProcessInfo");
  return processInfo.filter(({ type }) => type === "renderer").reduce((sum, { cpuTime }) => sum + cpuTime, 0);
}
/** @type {import("playwright-core").CDPSession | undefined} */
let session;

/** Two cores of …, with Chromium …: what the figures depend on. @param {string[]} beside  versions of what is outside the tab */
function machine(beside) {
  const version = execFileSync(chromiumProgram(), ["--version"], { stdio: ["ignore", "pipe", "ignore"] }).toString().match(/[\d.]+/)?.[0];
  const model = cpus()[0]?.model.trim() || "an unnamed processor";
  const others = beside.length > 0 ? `, ${[...new Set(beside)].join(" and ")} beside it,` : "";
  return `Measured with Chromium ${version}${others} on ${availableParallelism()} cores (${model}, ${platform()}).`;
}

/** Puts a table where the documentation has its place. @param {string} table @param {string} text */
async function write(table, text) {
  const document = await readFile(DOCUMENT, "utf8");
  const [begin, end] = [`<!-- bench:${table}:begin -->`, `<!-- bench:${table}:end -->`];
  const [before, after] = [document.indexOf(begin), document.indexOf(end)];
  assert.ok(before >= 0 && after > before, `${DOCUMENT} has no place for the tables between ${begin} and ${end}.`);
  await writeFile(DOCUMENT, `${document.slice(0, before + begin.length)}\n${text}\n${document.slice(after)}`);
}

const { values: { only, write: isWritten } } = parseArgs({ options: { only: { type: "string" }, write: { type: "boolean" } } });
const isWanted = (/** @type {string} */ table) => (only ?? table) === table;
const python = process.env.SONGSCAPE_PYTHON;
const pytorch = PythonProgram.ifPossible(python, "tests/bench/torch_epochs.py", "torch");
const sklearn = PythonProgram.ifPossible(python, "tests/bench/sklearn_groups.py", "sklearn");

/** The sizes whose points scikit-learn has. @type {Set<number>} */
const sizes = new Set();

/** @param {import("../../www/bench/answer.js").Order} order */
async function askSklearn(order) {
  const { size } = order;
  const text = (/** @type {Float32Array | Int32Array} */ values) => Buffer.from(values.buffer).toString("base64");
  if (!sizes.has(size)) {
    await sklearn?.ask({ task: "points", size, values: text(points(size)), labels: text(blobsOf(size)), choices: choices(size) });
    sizes.add(size);
  }
  return sklearn?.ask(order);
}

const { page, problems, close } = await openBenchPage();
try {
  await page.exposeFunction("cpuSeconds", cpuSeconds);
  await page.exposeFunction("say", (/** @type {string} */ line) => console.log(`  ${line}`));
  await page.exposeFunction("pytorch", (/** @type {object} */ order) => pytorch?.ask(order));
  await page.exposeFunction("sklearn", askSklearn);

  /** What the page needs of outside. @param {{hasTorch: boolean, hasSklearn: boolean}} has */
  const prepare = async ({ hasTorch, hasSklearn }) => {
    const { options } = await import(/** @type {string} */ ("/bench/main.js"));
    const { cpuSeconds, pytorch, sklearn } = /** @type {any} */ (globalThis);
    // The songs are sent where their losses are compared; for the clock any will do.
    const text = (/** @type {any} */ numbers) => numbers && /** @type {any} */ (new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength)).toBase64();
    const learn = (/** @type {any} */ { rows, parameters, ...order }) =>
      pytorch({ ...order, rows: parameters && text(rows), parameters: text(parameters) });
    const group = async (/** @type {any} */ order) => {
      const answer = await sklearn(order);
      if (answer.failed !== undefined) throw new Error(answer.failed);
      return answer;
    };
    options.cpuSeconds = cpuSeconds;
    options.outside = hasTorch ? { PyTorch: learn } : {};
    options.natives = hasSklearn ? { "scikit-learn": group, "umap-learn": group } : {};
  };
  await page.evaluate(prepare, { hasTorch: pytorch !== undefined, hasSklearn: sklearn !== undefined });

  /** @type {Record<string, () => Promise<{text: string, check: () => void}>>} */
  const tables = {
    features: async () => {
      const { measured, lines } = await page.evaluate(async () => {
        const { options } = await import(/** @type {string} */ ("/bench/main.js"));
        const { LINES, measureAll } = await import(/** @type {string} */ ("/bench/plan.js"));
        const { described } = await import(/** @type {string} */ ("/bench/words.js"));
        const say = (/** @type {Measured} */ one) => /** @type {any} */ (globalThis).say(`${one.task}, ${described(one)}`);
        return { lines: LINES, measured: await measureAll(options, say) };
      });
      return { text: `${machine([])}\n\n${featureTables(measured, lines)}`, check: () => checkFeatures(measured) };
    },
    training: async () => {
      /** @type {Trained[]} */
      const trained = await page.evaluate(async () => {
        const { options } = await import(/** @type {string} */ ("/bench/main.js"));
        const { measureTraining } = await import(/** @type {string} */ ("/bench/training_plan.js"));
        const { learned } = await import(/** @type {string} */ ("/bench/words.js"));
        return measureTraining(options, (/** @type {Trained[]} */ some, /** @type {any} */ problem) => {
          for (const one of some) /** @type {any} */ (globalThis).say(`${problem.name}, ${learned(one, problem)}`);
        });
      });
      const versions = trained.flatMap(({ version }) => (version === null ? [] : [`PyTorch ${version}`]));
      return { text: `${machine(versions)}\n\n${trainingTables(trained)}`, check: () => checkTraining(trained) };
    },
    groups: async () => {
      /** @type {Grouped[]} */
      const all = await page.evaluate(async () => {
        const { options } = await import(/** @type {string} */ ("/bench/main.js"));
        const { measureGroups } = await import(/** @type {string} */ ("/bench/grouping_plan.js"));
        const { grouped } = await import(/** @type {string} */ ("/bench/words.js"));
        return measureGroups(options, (/** @type {Grouped[]} */ some, /** @type {any} */ { task }) => {
          for (const one of some) /** @type {any} */ (globalThis).say(`${task}, ${grouped(one, some[0])}`);
        });
      });
      return { text: `${machine(all.flatMap(({ versions }) => versions))}\n\n${groupTables(all)}`, check: () => checkGroups(all) };
    },
  };
  assert.ok(only === undefined || only in tables, `--only ${only}: there are ${Object.keys(tables).join(", ")}.`);
  for (const [table, measure] of Object.entries(tables).filter(([table]) => isWanted(table))) {
    const { text, check } = await measure();
    console.log(`\n${text}\n`);
    check();
    if (isWritten) await write(table, text);
  }
  assert.deepEqual(problems, []);
} finally {
  pytorch?.stop();
  sklearn?.stop();
  await close();
  await closeBrowser();
}
