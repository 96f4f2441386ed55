// @ts-check
/**
 * The workers, seen from the page: a queue of jobs, one a worker at a time. A worker that dies is replaced and its job
 * tried once more; a job that kills two workers fails, by name, and the queue goes on.
 */
import { startWorker } from "./assets.js";

/** @typedef {import("./types.js").Problem} Problem */

/**
 * @typedef {object} Job
 * @property {number} id
 * @property {string} job
 * @property {any} input
 * @property {(progress: any) => void} onProgress
 * @property {(result: any) => void} resolve
 * @property {(problem: Problem) => void} reject
 * @property {number} deaths   workers it has cost
 * @property {Helper | undefined} on   where it runs
 * @property {boolean} sticky   wants the first worker, which remembers the last run
 * @property {Transferable[]} transfer   moved with the input; such a job is never tried again
 * @property {Job | undefined} helps     the job it helps with, as long as it does
 */

/** One worker and what it is doing. @typedef {{worker: Worker, job: Job | undefined, ready: boolean, first: boolean}} Helper */

/** Deaths of one job after which it is given up. */
const MOST_DEATHS = 2;
/** Workers that help with one job, at most: a batch has four parts. */
const MOST_HELPERS = 3;
/** Workers that died before they were ready, after which the page says that it cannot go on. */
const MOST_STILLBORN = 3;

export class Engine {
  /** @type {Helper[]} */ #helpers = [];
  /** @type {Job[]} */ #queue = [];
  #nextId = 1;
  #stillborn = 0;
  #closed = false;
  /** Why no worker can be had. @type {string | undefined} */ #broken;
  /** @type {WebAssembly.Module} */ #module;

  /**
   * @param {WebAssembly.Module} module  compiled once, posted to every worker
   * @param {number} workers
   */
  constructor(module, workers) {
    this.#module = module;
    this.size = workers;
    for (let index = 0; index < workers; index += 1) this.#hire(index === 0);
  }

  /**
   * Runs a job. The promise always settles: with the result, or with a Problem.
   * @param {string} job
   * @param {any} input
   * @param {{onProgress?: (progress: any) => void, signal?: AbortSignal, sticky?: boolean}} [options]
   *   `signal` asks a running job to finish early and drops a waiting one; `sticky` runs where the last run was.
   * @returns {Promise<any>}
   */
  do(job, input, { onProgress = () => {}, signal, sticky = false } = {}) {
    return new Promise((resolve, reject) => {
      /** @type {Job} */
      const order = {
        id: this.#nextId, job, input, onProgress, resolve, reject, deaths: 0, on: undefined, sticky, transfer: [], helps: undefined,
      };
      this.#nextId += 1;
      if (signal?.aborted || this.#closed) {
        reject({ code: "cancelled" });
        return;
      }
      if (this.#broken !== undefined) {
        reject({ code: "engine_not_started", message: this.#broken });
        return;
      }
      signal?.addEventListener("abort", () => this.#stop(order), { once: true });
      this.#queue.push(order);
      this.#assign();
    });
  }

  /** Ends every worker; what ran or waited fails as cancelled. */
  close() {
    const jobs = [...this.#queue, ...this.#helpers.flatMap(({ job }) => job ?? [])];
    this.#queue = [];
    for (const { worker } of this.#helpers) worker.terminate();
    this.#helpers = [];
    this.#closed = true;
    for (const job of jobs) job.reject({ code: "cancelled" });
  }

  /** @param {Job} order */
  #stop(order) {
    if (order.on) {
      order.on.worker.postMessage({ kind: "stop", id: order.id });
      return;
    }
    const place = this.#queue.indexOf(order);
    if (place >= 0) {
      this.#queue.splice(place, 1);
      order.reject({ code: "cancelled" });
    }
  }

  /** @param {boolean} first */
  async #hire(first) {
    let worker;
    try {
      worker = await startWorker("workers/engine_worker.js");
    } catch (error) {
      this.#stillborn += 1;
      this.#giveUp(String(error));
      return;
    }
    if (this.#closed) {
      worker.terminate();
      return;
    }
    /** @type {Helper} */
    const helper = { worker, job: undefined, ready: false, first };
    this.#helpers.push(helper);
    worker.onmessage = ({ data }) => this.#hear(helper, data);
    worker.onerror = (event) => {
      event.preventDefault();
      this.#replace(helper, event.message || "the worker could not be loaded");
    };
    worker.postMessage({ kind: "start", module: this.#module });
  }

  /**
   * @param {Helper} helper
   * @param {any} message
   */
  #hear(helper, message) {
    // A worker that was let go may still have said something: it no longer counts.
    if (!this.#helpers.includes(helper)) return;
    if (message.kind === "ready") {
      helper.ready = true;
      this.#stillborn = 0;
      this.#assign();
      return;
    }
    if (message.kind === "died") {
      this.#replace(helper, message.message);
      return;
    }
    const { job } = helper;
    if (!job || job.id !== message.id) return;
    if (message.kind === "help") {
      this.#help(helper, job);
      return;
    }
    if (message.kind === "progress") {
      job.onProgress(message.progress);
      return;
    }
    helper.job = undefined;
    job.on = undefined;
    if (message.kind === "done") job.resolve(message.result);
    else job.reject(message.problem);
    this.#assign();
  }

  /**
   * @param {Helper} helper
   * @param {string} reason
   */
  #replace(helper, reason) {
    const place = this.#helpers.indexOf(helper);
    if (place < 0) return;
    helper.worker.terminate();
    this.#helpers.splice(place, 1);
    if (!helper.ready) this.#stillborn += 1;
    const { job } = helper;
    if (job) {
      job.on = undefined;
      job.deaths += 1;
      if (job.helps) this.#dismiss(job.helps);
      this.#endHelp(job);
      if (job.deaths < MOST_DEATHS && job.transfer.length === 0) this.#queue.unshift(job);
      else job.reject({ code: "engine_stopped", message: reason });
    }
    if (this.#stillborn < MOST_STILLBORN) this.#hire(helper.first);
    else this.#giveUp(reason);
    this.#assign();
  }

  /**
   * No worker is left and none will come: what waits is answered.
   * @param {string} reason
   */
  #giveUp(reason) {
    if (this.#helpers.length > 0) return;
    this.#broken = reason;
    for (const waiting of this.#queue.splice(0)) waiting.reject({ code: "engine_not_started", message: reason });
  }

  #assign() {
    for (const helper of this.#helpers) {
      if (!helper.ready || helper.job) continue;
      const place = this.#queue.findIndex(({ sticky }) => !sticky || helper.first);
      if (place < 0) continue;
      const [job] = this.#queue.splice(place, 1);
      this.#give(helper, job);
    }
    // Those who help others to train are free for what waits.
    if (this.#queue.some(({ sticky }) => !sticky)) {
      for (const { job } of this.#helpers) if (job?.helps) this.#dismiss(job.helps);
    }
  }

  /**
   * @param {Helper} helper
   * @param {Job} job
   */
  #give(helper, job) {
    helper.job = job;
    job.on = helper;
    const { id, job: name, input, transfer } = job;
    // Inputs are copied, not moved: a job that kills its worker is tried again with the same input.
    helper.worker.postMessage({ kind: "job", id, job: name, input }, transfer);
  }

  /**
   * Lets the workers that have nothing to do help with a job, and gives each a wire to the one that has it.
   * @param {Helper} asking
   * @param {Job} helped
   */
  #help(asking, helped) {
    const idle = this.#helpers.filter(({ ready, job }) => ready && !job).slice(0, MOST_HELPERS);
    const ports = idle.map((helper) => {
      const wire = new MessageChannel();
      /** @type {Job} */
      const job = {
        id: this.#nextId, job: "assist", input: { port: wire.port2 }, onProgress: () => {}, resolve: () => {}, reject: () => {},
        deaths: 0, on: undefined, sticky: false, transfer: [wire.port2], helps: helped,
      };
      this.#nextId += 1;
      this.#give(helper, job);
      return wire.port1;
    });
    asking.worker.postMessage({ kind: "crew", id: helped.id, ports }, ports);
  }

  /** Takes the helpers from a job, which goes on alone. @param {Job} helped */
  #dismiss(helped) {
    helped.on?.worker.postMessage({ kind: "dismiss", id: helped.id });
  }

  /** The workers that helped with a job are hired anew: the one they wait for is gone. @param {Job} helped */
  #endHelp(helped) {
    for (const helper of this.#helpers.filter(({ job }) => job?.helps === helped)) {
      helper.worker.terminate();
      this.#helpers.splice(this.#helpers.indexOf(helper), 1);
      this.#hire(helper.first);
    }
  }
}
