// @ts-check
/** Songscape's own training measured: the page's module, as the page's workers train with it. */
import init, { Replica } from "../pkg/songscape.js";
import { learnWith } from "./learning.js";

/** @typedef {import("./learning.js").Preparation} Preparation */
/** @typedef {import("./learning.js").Losses} Losses */

/** More epochs than anyone waits for. */
const EPOCHS = 1_000_000;

await init();

/** The worker that computes the other half of every batch. */
class Other {
  #port;
  /** Its shares that were not asked for yet: it may be a batch ahead. @type {object[]} */
  #shares = [];
  #arrived = () => {};

  /** @param {MessagePort} port */
  constructor(port) {
    this.#port = port;
    port.onmessage = ({ data }) => {
      this.#shares.push(data);
      this.#arrived();
    };
  }

  /** @param {object} share */
  tell(share) {
    this.#port.postMessage(share);
  }

  /** The next share. @returns {Promise<object>} */
  async heard() {
    const waiting = new Promise((resolve) => {
      this.#arrived = () => resolve(undefined);
    });
    if (this.#shares.length === 0) await waiting;
    return /** @type {object} */ (this.#shares.shift());
  }
}

learnWith(({ problem, rows, quarters: [first, last] = [0, 4], port }) => {
  const { architecture, latent, count, batch, rate, variational } = problem;
  const replica = new Replica({
    rows,
    count,
    condition: new Float32Array(0),
    plan: {
      network: { architecture, condition: 0, latent },
      recipe: {
        kind: variational ? "variational" : "plain",
        objective: "elbo",
        beta: 1,
        warmup: 0,
        free_bits: 0,
        epochs: EPOCHS,
        batch,
        rate,
        validation: 0,
        test: 0,
        patience: 0,
        seed: 42,
      },
    },
  });
  const other = port && new Other(port);
  return {
    epoch: async () => {
      for (;;) {
        let mine = null;
        while (mine === null) mine = replica.work(first, last);
        other?.tell(mine);
        const ended = replica.absorb(other ? inOrder(first, mine, await other.heard()) : [mine]);
        if (ended !== null) return /** @type {{losses: Losses}} */ (ended).losses;
      }
    },
    parameters: () => replica.parameters(),
  };
});

/** The shares of both halves of a batch. @param {number} first  our first quarter @param {object} mine @param {object} other */
function inOrder(first, mine, other) {
  return first === 0 ? [mine, other] : [other, mine];
}
