// @ts-check
/** The learning once more: from the sound itself, epoch by epoch, to the finished map. */

import { calm, changeIcon, need } from "./dom.js";
import { words } from "./words.js";

/** @typedef {import("./types.js").Run} Run */
/** @typedef {{scene: import("./map_geometry.js").Scene, text: string, before: boolean, epoch: number, active?: number}} Moment */

export class Replay {
  #box = need("replay", HTMLElement);
  #button = need("replay-play", HTMLButtonElement);
  #slider = need("replay-slider", HTMLInputElement);
  #text = need("replay-text", HTMLElement);
  #before = need("replay-before", HTMLButtonElement);
  #after = need("replay-after", HTMLButtonElement);
  /** @type {Moment[]} */
  #moments = [];
  /** @type {ReturnType<typeof setInterval> | undefined} */
  #timer;

  /** @param {(moment: Moment, milliseconds: number) => void} show */
  constructor(show) {
    this.show = show;
    this.#slider.addEventListener("input", () => {
      this.#pause();
      this.#go(Number(this.#slider.value), 120);
    });
    this.#before.addEventListener("click", () => this.#jump(0));
    this.#after.addEventListener("click", () => this.#jump(this.#moments.length - 1));
    this.#button.addEventListener("click", () => (this.#timer === undefined ? this.#play() : this.#pause()));
  }

  /** @param {Run | null} run */
  load(run) {
    this.#pause();
    this.#box.hidden = run === null;
    this.#moments = run ? moments(run) : [];
    this.#slider.max = String(Math.max(1, this.#moments.length - 1));
    this.#mark(this.#moments.length - 1);
  }

  /** @param {number} index */
  #jump(index) {
    this.#pause();
    this.#go(index, 900);
  }

  #play() {
    if (calm()) return this.#jump(this.#at() === 0 ? this.#moments.length - 1 : 0);
    if (this.#at() >= this.#moments.length - 1) this.#go(0, 700);
    changeIcon(this.#button, "pause");
    this.#button.setAttribute("aria-label", words.replayPause);
    // Four seconds for the whole way, however many moments there are.
    const step = Math.max(1, Math.ceil(this.#moments.length / 110));
    const pause = Math.max(36, Math.min(160, 4000 / Math.max(1, this.#moments.length / step)));
    let rest = 20; // a breath at the beginning, so that one sees where it starts
    this.#timer = setInterval(() => {
      if (rest-- > 0) return;
      const next = Math.min(this.#moments.length - 1, this.#at() + step);
      this.#go(next, pause);
      if (next === this.#moments.length - 1) this.#pause();
    }, pause);
  }

  #pause() {
    clearInterval(this.#timer);
    this.#timer = undefined;
    changeIcon(this.#button, "play");
    this.#button.setAttribute("aria-label", words.replay);
  }

  #at() {
    return Number(this.#slider.value);
  }

  /** @param {number} index @param {number} milliseconds */
  #go(index, milliseconds) {
    const moment = this.#moments[index];
    if (!moment) return;
    this.#mark(index);
    this.show(moment, milliseconds);
  }

  /** @param {number} index */
  #mark(index) {
    const text = this.#moments[index]?.text ?? "";
    this.#slider.value = String(Math.max(0, index));
    this.#slider.setAttribute("aria-valuetext", text);
    this.#text.textContent = text;
    this.#before.setAttribute("aria-pressed", String(index === 0));
    this.#after.setAttribute("aria-pressed", String(index === this.#moments.length - 1));
  }
}

/**
 * @param {Run} run
 * @returns {Moment[]}
 */
function moments(run) {
  const scene = (/** @type {Float32Array} */ map, /** @type {Int32Array} */ labels) => ({ ids: run.ids, map, labels });
  const last = run.losses.length;
  return [
    // In the colours of the finished groups, so that one sees where each group came from.
    { scene: scene(run.before, run.clusters), text: words.before, before: true, epoch: 0 },
    ...run.frames.map((frame) => ({ scene: scene(frame.map, frame.labels), text: words.moment(frame.epoch), before: false, epoch: frame.epoch, active: frame.activeUnits })),
    { scene: scene(run.projection, run.clusters), text: words.after, before: false, epoch: last, active: run.active_units },
  ];
}
