// @ts-check
/** Saving the archive: how far it is, Stop, and once more for whom nothing arrived. */

import { archiveWords } from "./archive_words.js";
import { make, need } from "./dom.js";
import { saveFile } from "./save_files.js";
import { asProblem } from "./thrown.js";
import { problemWords } from "./words.js";

/** @param {import("./songscape.js").Songscape} engine */
export function startArchive(engine) {
  const save = need("save-archive", HTMLButtonElement);
  const stop = need("archive-stop", HTMLButtonElement);
  const bar = need("archive-progress", HTMLProgressElement);
  const said = need("archive-said", HTMLElement);
  /** @type {AbortController | null} */
  let making = null;

  const busy = (/** @type {boolean} */ on) => {
    const focused = document.activeElement;
    [save.disabled, stop.hidden, bar.hidden] = [on, !on, !on];
    // Who pressed one of the two finds the other in its place.
    if (focused === save && on) stop.focus();
    if (focused === stop && !on) save.focus();
  };
  const progress = (/** @type {number} */ done, /** @type {number} */ total) => {
    bar.value = done / total;
    bar.setAttribute("aria-valuetext", archiveWords.making(done, total));
  };

  save.addEventListener("click", async () => {
    making = new AbortController();
    said.textContent = "";
    bar.value = 0;
    busy(true);
    try {
      const runs = engine.runs.length;
      const file = await engine.archive({ signal: making.signal, progress });
      saveFile(file, archiveWords.name);
      const again = make("button", { type: "button", class: "quiet", text: archiveWords.again });
      again.addEventListener("click", () => saveFile(file, archiveWords.name));
      said.replaceChildren(archiveWords.saved(file.size, runs), " ", again);
    } catch (thrown) {
      const problem = asProblem(thrown, "archive_failed");
      const { sentence, cure } = problemWords(problem);
      said.textContent = problem.code === "cancelled" ? archiveWords.stopped : `${sentence} ${cure}`.trim();
    }
    busy(false);
  });
  stop.addEventListener("click", () => making?.abort());
}
