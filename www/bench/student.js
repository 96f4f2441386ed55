// @ts-check
/** The page's side of a measured training. */
import { heard } from "./crew.js";

/** @typedef {import("./learning.js").Learned} Learned */
/** @typedef {import("./learning.js").Order} Order */

/** Who does what an order says: a worker of this tab, or a program outside. @typedef {(order: Order) => Promise<Learned>} Ask */

/** One worker that learns. */
export class Student {
  #worker;

  /** @param {Worker} worker */
  constructor(worker) {
    this.#worker = worker;
  }

  /** @param {() => Worker | Promise<Worker>} start */
  static async start(start) {
    const worker = await start();
    await heard(worker);
    return new Student(worker);
  }

  /** @type {Ask} */
  ask = async (order) => {
    const port = order.task === "prepare" ? order.port : undefined;
    this.#worker.postMessage(order, port ? [port] : []);
    const answer = await heard(this.#worker);
    if (answer.failed !== undefined) throw new Error(answer.failed);
    return answer;
  };

  dismiss() {
    this.#worker.terminate();
  }
}
