// @ts-check
/** The runs of this visit, newest first: what each was and how it scored; to show again, to name, to compare, to forget. */

import { icon, iconButton, make, need } from "./dom.js";
import { LONGEST_TITLE, runsWords } from "./runs_words.js";
import { toast } from "./toast.js";
import { problemWords, words } from "./words.js";

/** @typedef {import("./types.js").Run} Run */
/** @typedef {{item: HTMLElement, tick: HTMLInputElement, show: HTMLButtonElement, forget: HTMLButtonElement, text: () => string, refresh: () => void}} Row */

/** From so many runs on there is a filter. */
const MANY = 6;

/**
 * @param {import("./songscape.js").Songscape} engine
 * @param {import("./session.js").Session} session
 * @param {import("./compare_choice.js").CompareChoice} choice which of them are compared
 * @param {{run: () => Run | null}} page `run`: the one on the map
 * @returns {() => void} shows how things are
 */
export function startRunsList(engine, session, choice, page) {
  const section = need("runs", HTMLElement);
  const list = need("runs-list", HTMLElement);
  const filter = need("runs-filter", HTMLInputElement);
  const said = need("runs-said", HTMLElement);
  /** @type {Map<Run, Row>} */
  const rows = new Map();

  const show = (/** @type {Run} */ run) => {
    if (session.busy) toast(runsWords.busy);
    else session.show(run);
  };

  const compare = (/** @type {Run} */ run, /** @type {HTMLInputElement} */ tick) => {
    if (!tick.checked) choice.remove(run);
    else if (!choice.add(run)) {
      tick.checked = false;
      said.textContent = runsWords.full;
      toast(runsWords.full);
    }
  };

  const forget = (/** @type {Run} */ run) => {
    const compared = choice.has(run);
    const item = rows.get(run)?.item;
    const beside = item?.nextElementSibling ?? item?.previousElementSibling;
    const next = [...rows.values()].find((row) => row.item === beside);
    const restore = engine.forgetRun(run);
    (next?.forget ?? need("runs-title", HTMLElement)).focus();
    toast(runsWords.forgotten(run), {
      label: words.undo,
      run: () => {
        restore();
        if (compared && engine.runs.includes(run)) choice.add(run);
        rows.get(run)?.forget.focus();
      },
    });
  };

  const refresh = () => {
    section.hidden = engine.runs.length === 0;
    for (const [run, { item }] of rows) {
      if (engine.runs.includes(run)) continue;
      item.remove();
      rows.delete(run);
    }
    const wanted = filter.value.trim().toLowerCase();
    let shown = 0;
    let [place] = list.children;
    for (const run of [...engine.runs].reverse()) {
      const row = rows.get(run) ?? rowOf(run, { show, compare, forget });
      rows.set(run, row);
      // A row that is in its place is not moved: what has the focus keeps it.
      if (row.item === place) place = /** @type {Element} */ (row.item.nextElementSibling);
      else list.insertBefore(row.item, place ?? null);
      row.item.hidden = wanted !== "" && !row.text().includes(wanted);
      if (!row.item.hidden) shown += 1;
      row.tick.checked = choice.has(run);
      const onMap = page.run() === run;
      row.item.classList.toggle("shown", onMap);
      row.show.textContent = onMap ? runsWords.shown : runsWords.show;
      row.show.disabled = onMap;
      row.refresh();
    }
    filter.hidden = engine.runs.length < MANY && wanted === "";
    const text = runsWords.filtered(shown, engine.runs.length);
    if (said.textContent !== text) said.textContent = text;
  };

  filter.addEventListener("input", refresh);
  engine.addEventListener("runs", () => {
    choice.keep(engine.runs);
    refresh();
  });
  choice.addEventListener("change", refresh);
  list.addEventListener("renamed", () => choice.set(choice.runs));
  return refresh;
}

/**
 * @param {Run} run
 * @param {{show: (run: Run) => void, compare: (run: Run, tick: HTMLInputElement) => void, forget: (run: Run) => void}} hands
 * @returns {Row}
 */
function rowOf(run, hands) {
  const tick = make("input", { type: "checkbox", autocomplete: "off" });
  const title = make("input", { class: "run-title", "aria-label": runsWords.title(run), placeholder: runsWords.titleHint, maxlength: String(LONGEST_TITLE), autocomplete: "off", spellcheck: "false", dir: "auto" });
  const what = [runsWords.what(run), run.suite ? runsWords.suite(run.suite.run_dir) : ""];
  const show = make("button", { type: "button" });
  const forget = iconButton("close", runsWords.forget(run), () => hands.forget(run));
  tick.addEventListener("change", () => hands.compare(run, tick));
  show.addEventListener("click", () => hands.show(run));
  title.addEventListener("change", () => {
    run.title = title.value.trim().slice(0, LONGEST_TITLE);
    title.dispatchEvent(new Event("renamed", { bubbles: true }));
  });
  const item = make("li", { class: "run", "data-run": String(run.number) },
    make("span", { class: "run-number", text: runsWords.number(run.number) }),
    make("div", { class: "run-words" },
      title,
      make("p", { class: "run-what", text: words.facts(what) }),
      make("p", { class: "facts", text: runsWords.found(run) })),
    ...(run.warnings.length > 0 ? [chip(run)] : []),
    make("div", { class: "run-tools" }, make("label", { class: "run-compare" }, tick, runsWords.compare), show, forget));
  const name = () => {
    if (document.activeElement !== title) title.value = run.title;
    tick.setAttribute("aria-label", runsWords.compareLabel(run));
    if (!show.disabled) show.setAttribute("aria-label", runsWords.showLabel(run));
    else show.removeAttribute("aria-label");
    for (const attribute of ["aria-label", "title"]) forget.setAttribute(attribute, runsWords.forget(run));
  };
  return { item, tick, show, forget, text: () => `${run.number} ${run.title} ${what.join(" ")}`.toLowerCase(), refresh: name };
}

/** How many warnings a run has, and which. @param {Run} run */
function chip(run) {
  const text = run.warnings.map((warning) => problemWords(warning).sentence).join(" ");
  return make("details", { class: "run-warnings" }, make("summary", {}, icon("warning"), runsWords.warnings(run.warnings.length)), make("p", { class: "facts", text }));
}
