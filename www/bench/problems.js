// @ts-check
/** What is learned while the clock runs: three networks of fixed sizes, on rows of noise. */
import { normals } from "./load.js";

/**
 * @typedef {{kind: "mlp", inputs: number, hidden: number[]}
 *   | {kind: "conv2d", bands: number, frames: number, channels: number[]}} Architecture
 */

/**
 * A variational autoencoder under `elbo` (β = 1, no warm-up), with Adam.
 * @typedef {object} Problem
 * @property {string} name
 * @property {string} label
 * @property {Architecture} architecture
 * @property {number} latent
 * @property {number} count   songs
 * @property {number} batch   songs a step
 * @property {number} rate   Adam's
 * @property {boolean} variational   false: z = μ, and no KL
 * @property {string[]} peers   who else learns it
 */

const COMMON = { latent: 16, rate: 1e-3, variational: true };

/** @type {Problem[]} */
export const PROBLEMS = [
  {
    ...COMMON,
    name: "mlp",
    label: "MLP 80-256-128-16, 512 songs in batches of 64",
    architecture: { kind: "mlp", inputs: 80, hidden: [256, 128] },
    count: 512,
    batch: 64,
    peers: ["TensorFlow.js", "PyTorch"],
  },
  {
    ...COMMON,
    name: "conv",
    label: "Conv2D of 64 × 256, channels 16/32/64/128, 128 songs in batches of 16",
    architecture: { kind: "conv2d", bands: 64, frames: 256, channels: [16, 32, 64, 128] },
    count: 128,
    batch: 16,
    peers: ["TensorFlow.js", "TensorFlow.js, gradients rewritten", "TensorFlow.js, rewritten and tuned", "PyTorch"],
  },
  {
    ...COMMON,
    name: "conv_default",
    label: "Conv2D of 64 × 512, channels 32/64/128, 32 songs in one batch",
    architecture: { kind: "conv2d", bands: 64, frames: 512, channels: [32, 64, 128] },
    count: 32,
    batch: 128,
    peers: ["PyTorch"],
  },
];

/** Numbers that describe a song. @param {Architecture} architecture */
export function width(architecture) {
  return architecture.kind === "mlp" ? architecture.inputs : architecture.bands * architecture.frames;
}

/** The songs' features, row by row: normal noise of deviation 1. @param {Problem} problem */
export function rowsOf({ architecture, count }) {
  return normals(count * width(architecture), 1);
}

/** Multiplications and additions of an epoch, in thousand millions. @param {Problem} problem */
export function operations({ architecture, latent, count }) {
  // Numbers of weights, how often each is used of a song, and whether what goes in has to be learned from as well.
  /** @type {[number, number, boolean][]} */
  const layers = [];
  const chain = (/** @type {number[]} */ widths, /** @type {(place: number) => number} */ uses, weight = 1) =>
    widths.slice(1).forEach((width, place) => layers.push([weight * widths[place] * width, uses(place), layers.length > 0]));
  if (architecture.kind === "mlp") {
    const { inputs, hidden } = architecture;
    chain([inputs, ...hidden], () => 1);
    chain([hidden[hidden.length - 1], 2 * latent], () => 1);
    chain([latent, ...hidden.toReversed(), inputs], () => 1);
  } else {
    const { bands, frames, channels } = architecture;
    const area = (/** @type {number} */ halvings) => (bands >> halvings) * (frames >> halvings);
    const deepest = channels.length;
    const flat = channels[deepest - 1] * area(deepest);
    chain([1, ...channels], (place) => area(place + 1), 9);
    chain([flat, 2 * latent], () => 1);
    chain([latent, flat], () => 1);
    chain([...channels.toReversed(), 1], (place) => area(deepest - place), 9);
  }
  const once = layers.reduce((sum, [weights, uses, learned]) => sum + weights * uses * (learned ? 6 : 4), 0);
  return (once * count) / 1e9;
}
