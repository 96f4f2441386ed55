// @ts-check
/** Workers of one kind that measure side by side. */

/** @typedef {import("./answer.js").Answer} Answer */
/** @typedef {import("./answer.js").Order} Order */

export class Crew {
  /** @type {Promise<Worker>[]} */ #workers;

  /**
   * @param {() => Worker | Promise<Worker>} start
   * @param {number} size
   */
  constructor(start, size) {
    this.#workers = Array.from({ length: size }, async () => {
      const worker = await start();
      await heard(worker);
      return worker;
    });
  }

  /** Resolves when all are ready, rejects when one cannot be had. */
  async ready() {
    await Promise.all(this.#workers);
  }

  /**
   * The same order to the first `workers`, all at once.
   * @param {Order} order
   * @param {number} workers
   * @returns {Promise<Answer[]>}
   */
  async measure(order, workers) {
    const busy = await Promise.all(this.#workers.slice(0, workers));
    return Promise.all(busy.map((worker) => {
      worker.postMessage(order);
      return heard(worker);
    }));
  }

  async dismiss() {
    for (const worker of await Promise.allSettled(this.#workers)) {
      if (worker.status === "fulfilled") worker.value.terminate();
    }
  }
}

/** The next thing a worker says. @param {Worker} worker @returns {Promise<any>} */
export function heard(worker) {
  return new Promise((resolve, reject) => {
    worker.onmessage = ({ data }) => resolve(data);
    worker.onerror = (event) => {
      event.preventDefault();
      reject(new Error(event.message || "a worker could not be loaded"));
    };
  });
}
