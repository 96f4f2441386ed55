// @ts-check
/** The honest sentence, the warnings, the scores and the times of a run. */

import { cureButtons } from "./cure_buttons.js";
import { curesFor } from "./cures.js";
import { draw, icon, make, need } from "./dom.js";
import { headline, subline } from "./report_words.js";
import { songOf } from "./rows.js";
import { hasCommon, scores } from "./score_list.js";
import { duration, problemWords, words } from "./words.js";

/** @typedef {import("./types.js").Run} Run */
/** @typedef {import("./types.js").Problem} Problem */
/** @typedef {import("./types.js").Track} Track */

/** @param {string} title @param {string} text */
export function showHeadline(title, text) {
  const headline = need("headline", HTMLElement);
  const subline = need("subline", HTMLElement);
  if (headline.textContent !== title) headline.textContent = title;
  if (subline.textContent !== text) subline.textContent = text;
}

/**
 * @param {Run} run
 * @param {Map<string, Track>} tracks
 */
export function showReport(run, tracks) {
  const truths = truthsOf(run, tracks);
  showHeadline(headline(run), subline(run, truths));
  need("report", HTMLElement).hidden = false;
  need("scores", HTMLElement).replaceChildren(...scores(run, truths).map(card));
  need("scores-common", HTMLElement).textContent = hasCommon(run) ? words.common : "";
  need("times", HTMLElement).replaceChildren(...Object.entries(run.seconds).flatMap(([stage, seconds]) => [
    make("dt", { text: words.stages[stage] ?? stage }),
    make("dd", { text: duration(seconds) }),
  ]));
}

/**
 * @param {Problem[]} problems
 * @param {{settings: import("./types.js").Settings, fits: (settings: import("./types.js").Settings) => boolean, apply: (cure: import("./cures.js").Cure) => void, distances?: Float64Array | null} | null} [cures]
 *   the settings it went wrong with, what to do with a way out, and how far neighbours are if that was looked at
 * @param {{text: string, label: string, run: () => void} | null} [notice] something to do about it
 */
export function showWarnings(problems, cures = null, notice = null) {
  const box = need("warnings", HTMLElement);
  // Who was left out stands under the headline.
  const items = problems.filter(({ code }) => code !== "songs_left_out").map((problem) => {
    const { sentence, cure } = problemWords(problem);
    const buttons = cures ? cureButtons(curesFor(problem, cures.settings, cures.fits, cures.distances), cures.apply) : [];
    return make("li", { "data-code": problem.code }, icon("warning"), make("div", {}, make("span", { text: cure ? `${sentence} ${cure}` : sentence }),
      ...(buttons.length > 0 ? [make("p", { class: "cures" }, ...buttons)] : [])));
  });
  if (notice) {
    const button = make("button", { type: "button", text: notice.label });
    button.addEventListener("click", notice.run);
    items.unshift(make("li", { class: "notice" }, make("span", { text: notice.text }), button));
  }
  box.hidden = items.length === 0;
  box.replaceChildren(...items);
}

/** So many columns are spoken of. */
const MOST_COLUMNS = 2;

/**
 * The columns the groups are held against: the one that was asked for, then the style, then the others.
 * @param {Run} run
 * @param {Map<string, Track>} tracks
 * @returns {import("./report_words.js").Truth[]}
 */
export function truthsOf(run, tracks) {
  const first = [run.settings["label_col"], "label", "genre", "style"];
  const rank = (/** @type {string} */ column) => (first.includes(column) ? first.indexOf(column) : first.length);
  const sorted = [...run.agreement].sort((one, other) => rank(one.column) - rank(other.column)).slice(0, MOST_COLUMNS);
  return sorted.map(({ column, purity, ari, nmi, ...lot }) => {
    /** @type {Map<string, number>} */
    const counts = new Map();
    for (const index of run.ids.keys()) {
      const value = tracks.get(songOf(run, index))?.columns[column] ?? "";
      counts.set(value, (counts.get(value) ?? 0) + 1);
    }
    const asked = column === run.settings["label_col"];
    const by_lot = { ari: lot.ari_chance ?? null, nmi: lot.nmi_chance ?? null, purity: lot.purity_chance ?? null };
    return { column, purity, chance: Math.max(...counts.values()) / run.ids.length, ari: asked ? ari : null, nmi: asked ? nmi : null, asked, by_lot };
  });
}

/** @param {import("./score_list.js").Score} score */
function card(score) {
  const value = make("p", { class: score.value === null ? "score-value undefined" : "score-value", text: score.value ?? words.undefinedScore });
  if (score.small) value.append(make("small", { text: score.small }));
  const box = make("article", { class: "score" }, make("h3", { class: "score-name", text: score.name }), value);
  if (score.scale) box.append(scale(score.scale));
  box.append(
    make("p", { class: "score-verdict", text: score.verdict }),
    ...(score.said ? [make("p", { class: "score-said", text: score.said })] : []),
    ...(score.besides ?? []).map((text) => make("p", { class: "score-besides", text })),
    make("details", {}, make("summary", { text: words.meaning }), make("p", { text: score.meaning })),
  );
  return box;
}

/** A figure on its scale, drawn like the scale bar of an atlas; a stroke through the bar marks chance. @param {{low: number, high: number, at: number, chance?: number | null}} scale */
function scale({ low, high, at, chance = null }) {
  const steps = 8;
  const placeOf = (/** @type {number} */ value) => Math.max(0, Math.min(1, (value - low) / (high - low))) * 200;
  const place = placeOf(at);
  const checks = Array.from({ length: steps / 2 }, (_, index) =>
    draw("rect", { class: "check", x: (200 / steps) * 2 * index, y: 12, width: 200 / steps, height: 4 }));
  return draw("svg", { class: "scale", viewBox: "0 0 200 18", preserveAspectRatio: "none", "aria-hidden": "true" },
    draw("rect", { class: "bar", x: 0, y: 12, width: 200, height: 4 }), ...checks,
    ...(chance === null ? [] : [draw("path", { class: "by-lot", d: `M${placeOf(chance)} 8.5v9.5` })]),
    draw("path", { class: "needle", d: `M${place - 4.5} 0h9L${place} 10.5Z` }));
}
