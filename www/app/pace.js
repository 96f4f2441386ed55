// @ts-check
/**
 * The pace of a live training. The network may be done in a tenth of a second; the eye needs longer. Moments queue up and are shown
 * at about 24 a second; a long queue is shown faster, so that the picture is never more than about three seconds behind.
 */

import { calm } from "./dom.js";

const INTERVAL = 42;
const LONGEST_DELAY = 3000;

/** @template T */
export class Pace {
  /** @type {T[]} */
  #queue = [];
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  /** @type {(() => void)[]} */
  #waiting = [];

  /** @param {(moment: T, milliseconds: number) => void} show with the time until the next one */
  constructor(show) {
    this.show = show;
  }

  /** @param {T} moment */
  push(moment) {
    this.#queue.push(moment);
    if (this.#timer === undefined) this.#next();
  }

  /** Forgets what is queued. */
  drop() {
    this.#queue = [];
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#release();
  }

  /** Resolves when everything queued has been shown. @returns {Promise<void>} */
  drained() {
    return this.#timer === undefined ? Promise.resolve() : new Promise((resolve) => this.#waiting.push(resolve));
  }

  #next() {
    // With less motion asked for, or in a hidden tab, only the latest moment counts.
    const skip = calm() || document.hidden ? this.#queue.length : Math.ceil((this.#queue.length * INTERVAL) / LONGEST_DELAY);
    const moment = this.#queue.splice(0, Math.max(1, skip)).pop();
    if (moment === undefined) {
      this.#timer = undefined;
      this.#release();
      return;
    }
    this.show(moment, INTERVAL);
    this.#timer = setTimeout(() => this.#next(), INTERVAL);
  }

  #release() {
    for (const done of this.#waiting.splice(0)) done();
  }
}
