// @ts-check
/** The report: a sheet for paper in the place of the page, with a line above it for title, name and date. */

import { make, need } from "./dom.js";
import { reportPageWords } from "./report_page_words.js";
import { sheetOf } from "./report_sheet.js";
import { songView } from "./rows.js";
import { asProblem } from "./thrown.js";
import { toast } from "./toast.js";
import { problemWords } from "./words.js";

/** @typedef {import("./types.js").Run} Run */

/**
 * @param {import("./songscape.js").Songscape} engine
 * @param {{run: () => Run | null, compared: () => Run[], tracks: () => Map<string, import("./types.js").Track>}} page what is on the map, and beside it
 */
export function startReportPage(engine, page) {
  const section = need("report-page", HTMLElement);
  const open = need("report-open", HTMLButtonElement);
  const title = need("report-heading", HTMLInputElement);
  const byline = [need("report-name", HTMLInputElement), need("report-date", HTMLInputElement)];
  let usual = "";
  let scrolled = 0;

  const head = () => {
    const text = title.value.trim() || usual;
    need("report-page-title", HTMLElement).textContent = text;
    const by = need("report-by", HTMLElement);
    const parts = byline.map((field) => field.value.trim()).filter(Boolean);
    by.replaceChildren(...parts.flatMap((part, at) => [at === 0 ? "" : " · ", make("bdi", { text: part })]));
    by.hidden = parts.length === 0;
  };

  const close = () => {
    section.hidden = true;
    delete document.body.dataset["reporting"];
    need("report-content", HTMLElement).replaceChildren();
    scrollTo({ top: scrolled, behavior: "instant" });
    open.focus({ preventScroll: true });
  };

  open.addEventListener("click", () => {
    const run = page.run();
    if (!run) return;
    try {
      need("report-content", HTMLElement).replaceChildren(...sheetOf(engine, run, page.compared(), page.tracks()));
    } catch (thrown) {
      toast(Object.values(problemWords(asProblem(thrown))).join(" ").trim());
      return;
    }
    usual = reportPageWords.title(songView(run).run.ids.length);
    title.placeholder = usual;
    head();
    scrolled = scrollY;
    document.body.dataset["reporting"] = "";
    section.hidden = false;
    scrollTo({ top: 0, behavior: "instant" });
    title.focus({ preventScroll: true });
  });
  for (const field of [title, ...byline]) field.addEventListener("input", head);
  need("report-print", HTMLElement).addEventListener("click", () => print());
  need("report-close", HTMLElement).addEventListener("click", close);
  document.addEventListener("keydown", (event) => {
    if (section.hidden || event.key !== "Escape" || event.isComposing) return;
    // The page behind it does not hear of it.
    event.stopImmediatePropagation();
    event.preventDefault();
    close();
  }, { capture: true });
}
