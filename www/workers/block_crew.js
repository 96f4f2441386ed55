// @ts-check
/**
 * Work on all pairs of songs by several workers, from the side of the one that has the run. Whoever is idle is given the
 * next block; what a block comes to does not depend on who computes it. A worker that is lost is not missed: its block is
 * computed here.
 */

/** @typedef {{kind: "block", block: number, values: Float64Array} | {kind: "end"}} Answer of a helper */
/** @typedef {Pick<import("../pkg/songscape.js").Run, "handOut" | "takeBlock" | "isWaiting">} Sharing */

export class BlockCrew {
  /** Wires to the helpers, each with the block it has. @type {Map<MessagePort, number | undefined>} */ #ports = new Map();
  /** Blocks that came back; without values those of helpers that were lost. @type {{block: number, values: Float64Array | undefined}[]} */ #back = [];
  #arrived = () => {};

  /**
   * @param {MessagePort[]} ports   one to each helper
   * @param {object} sheet          what they are to work on
   */
  constructor(ports, sheet) {
    for (const port of ports) {
      this.#ports.set(port, undefined);
      port.onmessage = ({ data }) => this.#hear(port, data);
      port.postMessage({ kind: "sheet", sheet });
    }
  }

  /**
   * Gives the helpers another sheet, when all blocks of this one are done; false when there are none left to give it to.
   * @param {object} sheet
   */
  renew(sheet) {
    for (const port of this.#ports.keys()) port.postMessage({ kind: "sheet", sheet });
    return this.#ports.size > 0;
  }

  /** @param {MessagePort} port @param {Answer} answer */
  #hear(port, answer) {
    if (answer.kind === "end") this.#lose(port);
    else {
      this.#ports.set(port, undefined);
      this.#back.push(answer);
    }
    this.#arrived();
  }

  /** Takes what came back, and gives those who are idle a block each. @param {Sharing} run */
  serve(run) {
    for (const { block, values } of this.#back.splice(0)) run.takeBlock(block, values);
    for (const [port, block] of this.#ports) {
      if (block !== undefined) continue;
      const next = run.handOut();
      if (next === undefined) break;
      this.#ports.set(port, next);
      port.postMessage({ kind: "block", block: next });
    }
  }

  /** Waits for the last blocks. @param {Sharing} run @param {() => boolean} stopped */
  async wait(run, stopped) {
    while (run.isWaiting() && this.#back.length === 0 && !stopped()) {
      await new Promise((resolve) => {
        this.#arrived = () => resolve(undefined);
      });
    }
  }

  /** @param {MessagePort} port */
  #lose(port) {
    const block = this.#ports.get(port);
    this.#ports.delete(port);
    if (block !== undefined) this.#back.push({ block, values: undefined });
  }

  /** The helpers are gone, or wanted elsewhere. */
  lose() {
    for (const port of this.#ports.keys()) {
      port.postMessage({ kind: "end" });
      this.#lose(port);
      port.close();
    }
    this.#arrived();
  }

  /** The work is over. */
  end() {
    this.lose();
  }

  /** Makes whoever waits look whether to stop. */
  nudge() {
    this.#arrived();
  }
}
