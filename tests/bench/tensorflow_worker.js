// @ts-check
/**
 * TensorFlow.js 4.22 on its WebAssembly backend (SIMD, one thread): the bench page's problems, learned with its own
 * operators, gradients and Adam. The networks are Songscape's, without what Songscape does besides (clamping log σ²,
 * clipping the gradient), which changes nothing here.
 */
import "./node_modules/@tensorflow/tfjs/dist/tf.es2017.min.js";
import "./node_modules/@tensorflow/tfjs-backend-wasm/dist/tf-backend-wasm.es2017.min.js";
import { learnWith } from "../../www/bench/learning.js";
import { width } from "../../www/bench/problems.js";
import { OPERATORS, tf } from "./tensorflow_layers.js";

/** @typedef {import("../../www/bench/learning.js").Preparation} Preparation */
/** @typedef {import("../../www/bench/learning.js").Losses} Losses */
/** @typedef {any} Tensor */
/** The layers of a network. @typedef {{encode: (x: Tensor) => [Tensor, Tensor], decode: (z: Tensor) => Tensor}} Layers */

/** Whose gradients are taken, by this worker's own address. */
const operators = OPERATORS[new URL(import.meta.url).searchParams.get("gradients") ?? "plain"];

tf.env().set("WASM_HAS_MULTITHREAD_SUPPORT", false);
tf.wasm.setWasmPaths(new URL("node_modules/@tensorflow/tfjs-backend-wasm/dist/", import.meta.url).href);
if (!(await tf.setBackend("wasm"))) throw new Error("TensorFlow.js could not start its WebAssembly backend.");

/**
 * Takes the weights of one layer after another from the flat vector, in the order and layout of Songscape's (PyTorch's), and
 * turns them into TensorFlow's; without a vector they are drawn.
 * @param {Float32Array | undefined} parameters
 */
function source(parameters) {
  let used = 0;
  /** @param {number[]} shape @param {number} fan numbers that each sum is made of @param {number[]} order */
  const take = (shape, fan, order) => {
    const count = shape.reduce((product, side) => product * side, 1);
    const bound = 1 / Math.sqrt(fan);
    const values = parameters?.subarray(used, used + count)
      ?? Float32Array.from({ length: count }, () => bound * (2 * Math.random() - 1));
    used += count;
    return tf.variable(tf.tidy(() => tf.transpose(tf.tensor(values, shape), order)));
  };
  return {
    dense: (/** @type {number} */ from, /** @type {number} */ to) => {
      const [weight, bias] = [take([to, from], from, [1, 0]), take([to], from, [0])];
      return (/** @type {Tensor} */ x) => tf.add(tf.matMul(x, weight), bias);
    },
    convolution: (/** @type {number} */ from, /** @type {number} */ to, /** @type {boolean} */ learned) => {
      const [weight, bias] = [take([to, from, 3, 3], 9 * from, [2, 3, 1, 0]), take([to], 9 * from, [0])];
      return (/** @type {Tensor} */ x) => tf.add(operators.convolve(x, weight, learned), bias);
    },
    transposed: (/** @type {number} */ from, /** @type {number} */ to) => {
      const [weight, bias] = [take([from, to, 3, 3], 9 * to, [2, 3, 1, 0]), take([to], 9 * to, [0])];
      return (/** @type {Tensor} */ x) => tf.add(operators.convolveTransposed(x, weight), bias);
    },
    finish: () => {
      if (parameters && used !== parameters.length) throw new Error(`${used} weights are used of ${parameters.length}`);
    },
  };
}

/** One layer after the other, ReLU between them. @param {((x: Tensor) => Tensor)[]} layers @param {Tensor} x */
const through = (layers, x) => layers.reduce((value, layer, place) => layer(place === 0 ? value : tf.relu(value)), x);

/** @param {number[]} widths @returns {[number, number][]} */
const pairs = (widths) => widths.slice(1).map((width, place) => [widths[place], width]);

/** @param {Preparation} preparation @returns {Layers} */
function network({ problem: { architecture, latent }, parameters }) {
  const weights = source(parameters);
  if (architecture.kind === "mlp") {
    const { inputs, hidden } = architecture;
    const encoder = pairs([inputs, ...hidden]).map(([from, to]) => weights.dense(from, to));
    const heads = [0, 1].map(() => weights.dense(hidden[hidden.length - 1], latent));
    const decoder = pairs([latent, ...hidden.toReversed(), inputs]).map(([from, to]) => weights.dense(from, to));
    weights.finish();
    return {
      encode: (x) => {
        const last = tf.relu(through(encoder, x));
        return [heads[0](last), heads[1](last)];
      },
      decode: (z) => through(decoder, z),
    };
  }
  const { bands, frames, channels } = architecture;
  const deepest = channels[channels.length - 1];
  const [height, width] = [bands >> channels.length, frames >> channels.length];
  const flat = deepest * height * width;
  const encoder = pairs([1, ...channels]).map(([from, to], place) => weights.convolution(from, to, place > 0));
  const heads = [0, 1].map(() => weights.dense(flat, latent));
  const widen = weights.dense(latent, flat);
  const decoder = pairs([...channels.toReversed(), 1]).map(([from, to]) => weights.transposed(from, to));
  weights.finish();
  return {
    encode: (x) => {
      const map = tf.relu(through(encoder, tf.reshape(x, [-1, bands, frames, 1])));
      // Flat in the order of the weights: channel by channel.
      const last = tf.reshape(tf.transpose(map, [0, 3, 1, 2]), [-1, flat]);
      return [heads[0](last), heads[1](last)];
    },
    decode: (z) => {
      const map = tf.transpose(tf.reshape(widen(z), [-1, deepest, height, width]), [0, 2, 3, 1]);
      return tf.reshape(through(decoder, map), [-1, bands * frames]);
    },
  };
}

learnWith((preparation) => {
  const { problem, rows } = preparation;
  const { count, batch, latent, rate, variational } = problem;
  const features = width(problem.architecture);
  const layers = network(preparation);
  const songs = tf.tensor(rows, [count, features]);
  const adam = tf.train.adam(rate, 0.9, 0.999, 1e-8);

  /** @param {Tensor} x @returns {{reconstruction: Tensor, kl: Tensor}} sums over rows, a feature */
  const terms = (x) => {
    const [mean, logVariance] = layers.encode(x);
    const z = variational
      ? tf.add(mean, tf.mul(tf.randomNormal(mean.shape), tf.exp(tf.mul(logVariance, 0.5))))
      : mean;
    // Row by row: one sum of so many numbers would lose digits.
    const reconstruction = tf.div(tf.sum(tf.sum(tf.square(tf.sub(layers.decode(z), x)), 1)), features);
    const inside = tf.sub(tf.sub(tf.add(logVariance, 1), tf.square(mean)), tf.exp(logVariance));
    return { reconstruction, kl: variational ? tf.div(tf.sum(inside), -2 * features) : tf.scalar(0) };
  };

  /** @returns {Losses} */
  const epoch = () => tf.tidy(() => {
    const order = tf.util.createShuffledIndices(count);
    const all = [];
    for (let start = 0; start < count; start += batch) {
      const chosen = order.subarray(start, start + batch);
      const x = tf.gather(songs, tf.tensor1d(Int32Array.from(chosen), "int32"));
      /** @type {Tensor[]} */
      let parts = [];
      adam.minimize(() => {
        const { reconstruction, kl } = terms(x);
        parts = [tf.keep(reconstruction), tf.keep(kl)];
        return tf.div(tf.add(reconstruction, kl), chosen.length);
      });
      all.push(tf.stack(parts));
      tf.dispose(parts);
    }
    const [reconstruction, kl] = tf.div(tf.addN(all), count).dataSync();
    return { reconstruction, kl };
  });
  return { epoch };
});
