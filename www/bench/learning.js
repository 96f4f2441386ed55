// @ts-check
/** The worker's side of a measured training: takes a problem, and learns as many epochs as it is told. */

/** @typedef {import("./problems.js").Problem} Problem */

/**
 * The losses of an epoch, the means over its songs.
 * @typedef {{reconstruction: number, kl: number}} Losses
 */

/**
 * @typedef {object} Preparation
 * @property {"prepare"} task
 * @property {string} name   of the learner, for later orders
 * @property {Problem} problem
 * @property {Float32Array} rows   what is learned
 * @property {Float32Array} [parameters]   where learning starts; otherwise the learner draws its own
 * @property {[number, number]} [quarters]   the part of each batch that this worker computes; otherwise all
 * @property {MessagePort} [port]   to the worker that computes the rest
 */

/** @typedef {{task: "epochs", name: string, count: number}} Epochs */
/** @typedef {Preparation | Epochs} Order */

/**
 * What an order is answered with: how long each epoch took, its losses, and the weights now, if the learner gives them.
 * @typedef {object} Learned
 * @property {number[]} milliseconds
 * @property {number[]} [processor]   milliseconds of processor time, from whoever can tell its own
 * @property {Losses[]} losses
 * @property {Float32Array} [parameters]
 * @property {string} [version]   of a library that is not installed with the page
 */

/** One network in training. @typedef {{epoch: () => Losses | Promise<Losses>, parameters?: () => Float32Array}} Learner */

/**
 * Answers orders.
 * @param {(preparation: Preparation) => Learner | Promise<Learner>} begin
 */
export function learnWith(begin) {
  /** @type {Map<string, Learner>} */
  const learners = new Map();
  /** @param {Order} order @returns {Promise<Learned>} */
  const answer = async (order) => {
    if (order.task === "prepare") learners.set(order.name, await begin(order));
    const learner = /** @type {Learner} */ (learners.get(order.name));
    const milliseconds = [];
    const losses = [];
    for (let epoch = 0; order.task === "epochs" && epoch < order.count; epoch += 1) {
      const start = performance.now();
      losses.push(await learner.epoch());
      milliseconds.push(performance.now() - start);
    }
    return { milliseconds, losses, parameters: learner.parameters?.() };
  };
  onmessage = async ({ data }) => {
    postMessage(await answer(data).catch((error) => ({ failed: error instanceof Error ? error.message : String(error) })));
  };
  postMessage("ready");
}
