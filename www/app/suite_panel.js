// @ts-check
/** The suites on the page: what each will run, a button for each, how far they are, what came out. */

import { icon, make, need, onceAFrame } from "./dom.js";
import { tablesOf } from "./run_files.js";
import { startSave } from "./save_files.js";
import { outlook, resultsOf, shareDone, taken, unlabelled } from "./suite_plan.js";
import { suiteTable } from "./suite_table.js";
import { suiteWords } from "./suite_words.js";
import { asProblem } from "./thrown.js";
import { toast } from "./toast.js";
import { problemWords } from "./words.js";

/** @typedef {import("./types.js").Run} Run */
/** @typedef {import("./types.js").ProgressDetail} ProgressDetail */
/** @typedef {import("./suite_plan.js").Suite} Suite */
/** @typedef {import("./suite_runner.js").SuiteStep} SuiteStep */

/** The suites that one button starts together. */
const TOGETHER = ["easy", "medium", "hard"];

/** A suite's place on the page. @typedef {{begin: HTMLButtonElement, facts: HTMLElement, took: HTMLElement, table: HTMLElement, foot: HTMLElement}} Card */

/**
 * @param {import("./songscape.js").Songscape} engine
 * @param {import("./session.js").Session} session
 * @param {{run: () => Run | null}} page `run`: the one on the map
 * @returns {() => void} shows how things are
 */
export function startSuites(engine, session, page) {
  const section = need("suites", HTMLElement);
  const all = need("suites-all", HTMLButtonElement);
  const progress = need("suites-progress", HTMLElement);
  const bar = need("suites-bar", HTMLProgressElement);
  const now = need("suites-now", HTMLElement);
  const stop = need("suites-stop", HTMLButtonElement);
  /** @type {Map<string, Card>} */
  const cards = new Map();
  /** The run at work, of which suite, and how much of it is done. @type {{step: SuiteStep, share: number} | null} */
  let working = null;

  const start = async (/** @type {string[]} */ names, /** @type {HTMLButtonElement} */ button) => {
    if (session.busy) return;
    stop.disabled = false;
    bar.removeAttribute("value");
    progress.hidden = false;
    now.textContent = suiteWords.title(names[0] ?? "");
    stop.focus();
    await session.suites(names, (step) => {
      working = { step, share: 0 };
      now.textContent = suiteWords.now(step.suite, step.run, step.runs, step.run_dir);
      advance();
      show();
    });
    working = null;
    const held = progress.contains(document.activeElement);
    progress.hidden = true;
    show();
    // Whoever stood on Stop goes on where they began.
    if (held) button.focus();
  };

  const advance = () => {
    if (!working) return;
    bar.max = working.step.runs;
    bar.value = working.step.run - 1 + working.share;
  };

  const card = (/** @type {Suite} */ { name, runs }) => {
    const known = cards.get(name);
    if (known) return known;
    const begin = make("button", { type: "button", class: "primary", "aria-describedby": `suite-${name}-shows` });
    begin.addEventListener("click", () => start([name], begin));
    const [facts, took, table, foot] = [make("div", { class: "suite-facts facts" }), make("p", { class: "facts" }), make("div", { class: "suite-scroll" }), make("div", { class: "suite-foot", hidden: "" })];
    const save = make("button", { type: "button" }, icon("save"), suiteWords.save);
    startSave(save, `${name}_task_comparison.csv`, async () => comparison(name), {
      failed: (thrown) => toast(Object.values(problemWords(asProblem(thrown))).join(" ").trim()),
    });
    foot.append(make("p", { class: "facts", text: suiteWords.fair }), save);
    const plate = make("section", { class: "plate suite", id: `suite-${name}`, "aria-labelledby": `suite-${name}-title` },
      make("div", { class: "suite-head" }, make("div", {}, make("h3", { id: `suite-${name}-title`, text: suiteWords.title(name) }), make("p", { id: `suite-${name}-shows`, text: suiteWords.shows(name) })), begin),
      facts, took, table, foot);
    need(TOGETHER.includes(name) ? "suites-list" : "suites-further", HTMLElement).append(plate);
    const differs = [...new Set(runs.flatMap((run) => run.differs))].map((code) => make("li", { text: suiteWords.differs(code) }));
    if (differs.length > 0) plate.append(make("details", { class: "facts" }, make("summary", { text: suiteWords.differsLead }), make("ul", {}, ...differs)));
    const made = { begin, facts, took, table, foot };
    cards.set(name, made);
    return made;
  };

  const comparison = (/** @type {string} */ name) => {
    const [runs, failures] = [engine.runs, engine.failures].map((list) => list.filter(({ suite }) => suite?.name === name));
    const bytes = tablesOf.comparison(/** @type {Run[]} */ (runs), /** @type {import("./suite_plan.js").SuiteFailure[]} */ (failures));
    return new Blob([/** @type {Uint8Array<ArrayBuffer>} */ (bytes)], { type: "text/csv;charset=utf-8" });
  };

  const showOne = (/** @type {Suite} */ suite) => {
    const { name } = suite;
    const { begin, facts, took, table, foot } = card(suite);
    const { missing, possible } = outlook(suite, engine.tracks);
    const record = engine.suites.find((one) => one.name === name);
    const results = resultsOf(suite, engine.runs, engine.failures);
    const there = results.some(({ run, failure }) => run || failure);
    begin.textContent = possible > 0 && possible < suite.runs.length ? suiteWords.beginSome(possible, suite.runs.length) : there ? suiteWords.beginAgain(name) : suiteWords.begin(name);
    begin.disabled = possible === 0 || session.busy !== null;
    const labels = possible === 0 ? [] : unlabelled(suite, engine.tracks);
    const pairs = taken(suite, session.own, engine.table).map((row) => `${row.label} ${String(session.own[row.name]).slice(0, 60)}`);
    say(facts, [
      ...missing.map((lack) => `${suiteWords.lacks(lack)} ${suiteWords.bring[lack.kind]}`),
      ...(labels.length > 0 ? [suiteWords.unlabelled(labels)] : []),
      ...(pairs.length > 0 ? [suiteWords.taken(pairs)] : []),
    ]);
    const past = record && !record.stopped ? suiteWords.took(record.seconds) : "";
    if (took.textContent !== past) took.textContent = past;
    const focused = table.contains(document.activeElement) ? document.activeElement?.closest("tr")?.dataset["run"] : undefined;
    table.replaceChildren(suiteTable(name, results, {
      show: (run) => session.show(run),
      shown: page.run(),
      busy: session.busy !== null,
      working: working?.step.suite === name ? working.step.run_dir : null,
    }));
    // A button that was pressed is made anew, and now says that its run is shown: what had the focus keeps it.
    if (focused !== undefined) {
      table.tabIndex = -1;
      const again = [...table.querySelectorAll("tr")].find((row) => row.dataset["run"] === focused)?.querySelector("button");
      (again && !again.disabled ? again : table).focus();
    }
    foot.hidden = !there || session.busy !== null;
  };

  const show = () => {
    section.hidden = engine.table.length === 0 || (!session.anyReady && engine.runs.every(({ suite }) => suite === null));
    if (section.hidden) return;
    const suites = engine.plannedSuites(session.own);
    for (const suite of suites) showOne(suite);
    all.disabled = session.busy !== null || !suites.some((suite) => TOGETHER.includes(suite.name) && outlook(suite, engine.tracks).possible > 0);
  };

  all.addEventListener("click", () => {
    const suites = engine.plannedSuites(session.own);
    void start(TOGETHER.filter((name) => suites.some((suite) => suite.name === name && outlook(suite, engine.tracks).possible > 0)), all);
  });
  stop.addEventListener("click", () => {
    stop.disabled = true;
    now.textContent = suiteWords.stopping;
    session.stop();
  });
  engine.addEventListener("progress", (event) => {
    if (!working) return;
    working.share = Math.max(working.share, shareDone(/** @type {CustomEvent<ProgressDetail>} */ (event).detail));
    advance();
  });
  engine.addEventListener("suite", (event) => {
    /** @type {{record: import("./suite_plan.js").SuiteRecord, undo: (() => void) | null}} */
    const { record, undo } = /** @type {CustomEvent} */ (event).detail;
    if (undo) toast(`${suiteWords.finished(record)} ${suiteWords.replaced(record.name)}`, { label: suiteWords.bringBack, run: undo });
    else toast(suiteWords.finished(record));
  });
  for (const name of ["runs", "tracks", "edited"]) engine.addEventListener(name, onceAFrame(show));
  for (const name of ["change", "shown"]) session.addEventListener(name, () => queueMicrotask(show));
  return show;
}

/** @param {HTMLElement} box @param {string[]} sentences */
function say(box, sentences) {
  if (box.textContent === sentences.join("")) return;
  box.replaceChildren(...sentences.map((text) => make("p", { dir: "auto", text })));
}
