// @ts-check
/** The visit as a file: the button that saves it, and what is said when one was opened. */

import { need } from "./dom.js";
import { projectWords } from "./project_words.js";
import { saveFile } from "./save_files.js";
import { asProblem } from "./thrown.js";
import { problemWords, size, words } from "./words.js";

/** @typedef {import("./types.js").Run} Run */
/** @typedef {import("./types.js").Opened} Opened */

/**
 * @param {import("./songscape.js").Songscape} engine
 * @param {import("./session.js").Session} session
 * @param {{run: () => Run | null, say: (text: string, action?: {label: string, run: () => void}) => void}} page  `run` is the one on the map
 */
export function startProject(engine, session, page) {
  const save = need("save-project", HTMLButtonElement);
  const said = need("project-said", HTMLElement);
  save.addEventListener("click", async () => {
    save.disabled = true;
    try {
      const file = await engine.saveProject();
      const name = projectWords.name(new Date());
      saveFile(file, name);
      said.textContent = projectWords.saved(size(file.size));
    } catch (thrown) {
      const { sentence, cure } = problemWords(asProblem(thrown));
      said.textContent = `${sentence} ${cure}`.trim();
    }
    save.disabled = false;
    save.focus();
  });

  /** What was on the map, and what was chosen, before a project came. */
  let before = { run: /** @type {Run | null} */ (null), settings: session.complete };
  engine.addEventListener("opening", () => {
    before = { run: page.run(), settings: session.complete };
  });
  engine.addEventListener("opened", (event) => {
    const { tracks, runs, undo } = /** @type {CustomEvent<Opened>} */ (event).detail;
    const { run, settings } = before;
    said.textContent = "";
    page.say(projectWords.opened({ songs: tracks.length, runs: runs.length }), undo ? {
      label: words.undo,
      run: () => {
        undo();
        if (run) session.show(run, settings);
        else if (session.anyReady) void session.run();
      },
    } : undefined);
  });
}
