// @ts-check
/**
 * Training by several workers, from the side of the one that has the run. Every worker has a replica of the network and
 * computes its part of each batch; the shares of all parts are exchanged and added in one order, so that the result does
 * not depend on how many there are. A worker that is lost is not missed: its part is computed here.
 */
import { batchParts } from "../pkg/songscape.js";

/**
 * @typedef {{gradient: Float32Array, losses: Float64Array}} Share
 * @typedef {{kind: "share", batch: number, part: number, share: Share} | {kind: "end"}} Word between workers
 */

export class Crew {
  /** @type {MessagePort[]} */ #ports;
  /** Quarters of a batch of each worker, this one first. @type {[number, number][]} */ #parts;
  /** Batches done together. */ #batch = 0;
  /** Shares by batch and part, until they are asked for. @type {Map<string, Share>} */ #shares = new Map();
  #arrived = () => {};
  #lost = false;

  /**
   * @param {MessagePort[]} ports   one to each helper
   * @param {object} lesson         what they are to learn
   */
  constructor(ports, lesson) {
    this.#parts = batchParts(ports.length + 1);
    this.#ports = ports.slice(0, this.#parts.length - 1);
    for (const port of ports.slice(this.#ports.length)) port.postMessage({ kind: "end" });
    this.#ports.forEach((port, place) => {
      port.onmessage = ({ data }) => this.#hear(place + 1, data);
      port.postMessage({ kind: "lesson", lesson, parts: this.#parts, part: place + 1 });
    });
  }

  /** The quarters this worker computes: all of them once a helper was lost. */
  get part() {
    return this.#lost ? /** @type {[number, number]} */ ([0, 4]) : this.#parts[0];
  }

  /**
   * @param {number} part
   * @param {Word} word
   */
  #hear(part, word) {
    if (word.kind === "end") {
      this.lose();
      return;
    }
    this.#shares.set(`${word.batch}:${part}`, word.share);
    // The others need it too.
    this.#ports.forEach((port, place) => {
      if (place + 1 !== part) port.postMessage(word);
    });
    this.#arrived();
  }

  /** A helper is gone: the others are let go, and this worker goes on alone. */
  lose() {
    if (this.#lost) return;
    this.#lost = true;
    this.end();
    this.#arrived();
  }

  /** Training is over. */
  end() {
    for (const port of this.#ports) {
      port.postMessage({ kind: "end" });
      port.close();
    }
    this.#ports = [];
  }

  /**
   * Gives the others this worker's share and waits for theirs.
   * @param {Share} share
   * @param {() => boolean} stopped   asked when something arrives
   * @returns {Promise<Share[] | undefined>} all shares in order; undefined if a helper was lost, or training was stopped
   */
  async exchange(share, stopped) {
    const batch = this.#batch;
    for (const port of this.#ports) port.postMessage({ kind: "share", batch, part: 0, share });
    const keys = this.#parts.slice(1).map((_, place) => `${batch}:${place + 1}`);
    while (!keys.every((key) => this.#shares.has(key))) {
      if (this.#lost || stopped()) return undefined;
      await new Promise((resolve) => {
        this.#arrived = () => resolve(undefined);
      });
    }
    this.#batch += 1;
    return [share, ...keys.map((key) => {
      const other = /** @type {Share} */ (this.#shares.get(key));
      this.#shares.delete(key);
      return other;
    })];
  }

  /** Makes a waiting exchange look whether it was stopped. */
  nudge() {
    this.#arrived();
  }
}
