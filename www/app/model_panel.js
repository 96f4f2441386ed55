// @ts-check
/** The map that was loaded from a file: what it is, and the button that puts songs on it. And the button that saves one. */

import { make, need } from "./dom.js";
import { modelWords } from "./model_words.js";
import { startSave } from "./save_files.js";
import { asProblem } from "./thrown.js";
import { problemWords } from "./words.js";

/** @typedef {import("./types.js").Run} Run */

const NAME = "songscape-model.safetensors";

/**
 * @param {import("./songscape.js").Songscape} engine
 * @param {import("./session.js").Session} session
 * @param {{run: () => Run | null, say: (text: string) => void}} page
 * @returns {() => void} shows how things are
 */
export function startModelPanel(engine, session, page) {
  const panel = need("model", HTMLElement);
  const place = need("model-place", HTMLButtonElement);
  const save = need("save-model", HTMLButtonElement);
  const said = need("model-said", HTMLElement);

  const show = () => {
    const { model } = engine;
    const run = page.run();
    // A run that learned nothing has no model of its own: the file is there already.
    for (const element of [save, need("save-model-why", HTMLElement)]) element.hidden = run?.placed !== undefined;
    panel.hidden = model === null;
    if (!model) return;
    need("model-name", HTMLElement).replaceChildren(make("bdi", { text: model.name.slice(0, 120) }));
    need("model-about", HTMLElement).textContent = modelWords.about(model);
    const shown = run?.placed?.model === model.name && session.placing;
    const text = shown && run?.placed ? modelWords.placed(run) : "";
    if (said.textContent !== text) said.textContent = text;
    place.textContent = session.anyReady ? modelWords.place : modelWords.show;
    // As long as the map is on stage, songs that come are put on it by themselves.
    place.hidden = shown && !session.songsChanged;
    place.disabled = session.busy !== null;
  };

  place.addEventListener("click", () => session.place());
  need("model-away", HTMLElement).addEventListener("click", () => {
    session.placing = false;
    engine.forgetModel();
    // Without it the songs make a map of their own.
    if (page.run()?.placed && session.anyReady) void session.run();
  });
  startSave(save, NAME, async () => {
    const run = page.run();
    if (!run) throw { code: "model_gone" };
    return engine.saveModel(run);
  }, {
    failed: (thrown) => page.say(Object.values(problemWords(asProblem(thrown))).join(" ").trim()),
  });
  engine.addEventListener("model", show);
  session.addEventListener("change", show);
  return show;
}
