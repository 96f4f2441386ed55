// @ts-check
/** How far things are: for the eye at once, for the ear every few seconds. */

import { need } from "./dom.js";
import { projectWords } from "./project_words.js";
import { words } from "./words.js";

/** @typedef {import("./types.js").ProgressDetail} ProgressDetail */

const SAY_EVERY = 5000;
/** What Stop keeps. @type {Partial<Record<ProgressDetail["stage"], string>>} */
const KEEPS = { train: words.stopKeeps, sound: words.stopKeeps, map: words.stopKeepsMap, repeat: words.stopKeepsRepeats };

export class Progress {
  #card = need("progress", HTMLElement);
  #text = need("progress-text", HTMLElement);
  #bar = need("progress-bar", HTMLProgressElement);
  #said = need("progress-said", HTMLElement);
  #stop = need("stop", HTMLButtonElement);
  #lastSaid = 0;

  /** @param {() => void} stop */
  constructor(stop) {
    this.#stop.addEventListener("click", () => {
      this.#stop.disabled = true;
      this.#text.textContent = words.stopping;
      stop();
    });
  }

  /** Something begins whose length is not known yet. */
  begin() {
    if (!this.#card.hidden) return;
    this.#card.hidden = false;
    this.#stop.disabled = false;
    this.#text.textContent = words.progressStart;
    this.#bar.removeAttribute("value");
  }

  /** @param {ProgressDetail} detail */
  show(detail) {
    if (this.#stop.disabled) return;
    const text = progressText(detail);
    this.#text.textContent = text;
    this.#stop.title = KEEPS[detail.stage] ?? "";
    this.#bar.max = Math.max(1, detail.total);
    this.#bar.value = Math.min(detail.done, this.#bar.max);
    if (performance.now() - this.#lastSaid > SAY_EVERY) {
      this.#lastSaid = performance.now();
      this.#said.textContent = text;
    }
  }

  end() {
    this.#card.hidden = true;
    this.#stop.disabled = false;
    this.#said.textContent = "";
  }
}

/** @param {ProgressDetail} detail */
export function progressText({ stage, done, total, secondsLeft, losses, known }) {
  if (stage === "fetch") return words.progressFetch(done, total);
  if (stage === "open") return projectWords.opening(done, total);
  if (stage === "listen") return words.progressListen(done, total, secondsLeft, known);
  if (stage === "lyrics") return words.progressLyrics;
  if (stage === "sound") return words.progressSound(done, total, secondsLeft);
  if (stage === "train") return words.progressTrain(done, total, losses?.total, secondsLeft);
  if (stage === "place") return words.progressPlace(done, total);
  if (stage === "neighbours") return words.progressNeighbours(done, total);
  if (stage === "cluster") return words.progressCluster(done, total);
  if (stage === "score") return words.progressScore(done, total);
  if (stage === "repeat" && total > 1) return words.progressRepeat(done, total);
  return words.progressMap(done, total);
}
