// @ts-check
/**
 * What lists, tables and texts said that could not be used, line by line: a toast says it once, here it can be read and
 * worked through.
 */
import { make, need } from "./dom.js";
import { problemWords, words } from "./words.js";

/** @typedef {import("./types.js").Problem} Problem */

/** Of one problem, so many lines or names are written out. */
const MOST = 500;
const CODES = new Set(["rows_without_song", "songs_without_row", "lyrics_without_song", "ids_not_in_every_table", "rows_with_problems"]);

/** @param {import("./songscape.js").Songscape} engine */
export function startListReport(engine) {
  const box = need("list-report", HTMLDetailsElement);
  const content = need("list-report-content", HTMLElement);
  const clear = () => {
    box.hidden = true;
    content.replaceChildren();
  };
  engine.addEventListener("problem", (event) => {
    const problem = /** @type {CustomEvent<Problem>} */ (event).detail;
    if (!CODES.has(problem.code) && problem["list"] === undefined) return;
    box.hidden = false;
    content.append(entry(problem));
  });
  engine.addEventListener("tracks", () => {
    if (engine.tracks.length === 0) clear();
  });
}

/** @param {Problem} problem */
function entry(problem) {
  const { sentence, cure } = problemWords(problem);
  const title = typeof problem["list"] === "string" ? `${problem["list"].slice(0, 120)}: ` : "";
  const { lines, all } = linesOf(problem);
  const rest = all > MOST ? [make("li", { text: words.moreLines(all - MOST) })] : [];
  const list = make("ul", {}, ...lines.map((line) => make("li", {}, make("bdi", { text: line.slice(0, 300) }))), ...rest);
  const text = make("p", { text: `${title}${sentence} ${cure}`.trim() });
  return make("section", {}, text, ...(lines.length > 0 ? [list] : []));
}

/** What is written out of a problem, and of how many. @param {Problem} problem @returns {{lines: string[], all: number}} */
function linesOf(problem) {
  const { ids, names, problems } = /** @type {{ids?: string[], names?: string[], problems?: Problem[]}} */ (/** @type {unknown} */ (problem));
  const named = ids ?? names ?? [];
  const lines = problems?.slice(0, MOST).map((line) => Object.values(problemWords(line)).join(" ").trim()) ?? named.slice(0, MOST);
  return { lines, all: problems?.length ?? named.length };
}
