// @ts-check
/**
 * Convolutions that TensorFlow.js can learn from on WebAssembly.
 *
 * Its WebAssembly backend has no kernel for the gradient of a convolution's weights, so a convolution as it is cannot be
 * trained there. Here every gradient is written as a product of matrices, which it has: the 3 × 3 numbers under each
 * place of the smaller map side by side, and back (`spread`).
 */

/** The ops of `@tensorflow/tfjs-core`, which come without types a worker could use. @type {any} */
export const tf = Reflect.get(globalThis, "tf");

/** @typedef {any} Tensor */

const PADDING = [[0, 0], [1, 1], [1, 1], [0, 0]];

/** The nine places of a 3 × 3 kernel, row by row. */
const TAPS = Array.from({ length: 9 }, (_, tap) => [Math.floor(tap / 3), tap % 3]);

/** The 3 × 3 numbers under each place: (n, h, w, c) → nine of (n, h/2, w/2, c). @typedef {(x: Tensor) => Tensor[]} Cut */

/** By slices with steps of two, as one would write it. @type {Cut} */
const byStrides = (x) => {
  const [n, h, w, c] = x.shape;
  const padded = tf.pad(x, PADDING);
  return TAPS.map(([row, column]) =>
    tf.stridedSlice(padded, [0, row, column, 0], [n, row + h, column + w, c], [1, 2, 2, 1]));
};

/**
 * By way of the map's four phases (even and odd rows and columns): every slice is of whole rows then, which TensorFlow.js
 * copies several times as fast.
 * @type {Cut}
 */
const byPhases = (x) => {
  const [n, h, w, c] = x.shape;
  const pairs = tf.reshape(tf.pad(x, PADDING), [n * (h + 2), w / 2 + 1, 2 * c]);
  const columns = [0, c].map((from) =>
    tf.reshape(tf.slice(pairs, [0, 0, from], [-1, -1, c]), [n * (h / 2 + 1), 2, (w / 2 + 1) * c]));
  const phase = (/** @type {number} */ row, /** @type {number} */ column) =>
    tf.reshape(tf.slice(columns[column], [0, row, 0], [-1, 1, -1]), [n, h / 2 + 1, w / 2 + 1, c]);
  const phases = [[phase(0, 0), phase(0, 1)], [phase(1, 0), phase(1, 1)]];
  return TAPS.map(([row, column]) =>
    tf.slice(phases[row % 2][column % 2], [0, row >> 1, column >> 1, 0], [n, h / 2, w / 2, c]));
};

/** Side by side: (n · h/2 · w/2, 9 · c). @param {Cut} cut @param {Tensor} x */
const patches = (cut, x) => tf.reshape(tf.concat(cut(x), 3), [-1, 9 * x.shape[3]]);

/**
 * The other way: (n · h/2 · w/2, 9 · c) → (n, h, w, c), what falls on the same place added.
 * @param {Tensor} columns
 * @param {number[]} shape
 */
function spread(columns, [n, h, w, c]) {
  const [height, width] = [h / 2, w / 2];
  const taps = tf.split(tf.reshape(columns, [n, height, width, 9 * c]), 9, 3);
  const up = (/** @type {Tensor} */ map) =>
    tf.pad(tf.slice(map, [0, 1, 0, 0], [n, height - 1, width, c]), [[0, 0], [0, 1], [0, 0], [0, 0]]);
  const left = (/** @type {Tensor} */ map) =>
    tf.pad(tf.slice(map, [0, 0, 1, 0], [n, height, width - 1, c]), [[0, 0], [0, 0], [0, 1], [0, 0]]);
  const beside = (/** @type {Tensor} */ even, /** @type {Tensor} */ odd) =>
    tf.reshape(tf.stack([even, odd], 3), [n, height, w * c]);
  const even = beside(taps[4], tf.add(taps[5], left(taps[3])));
  const corners = tf.add(taps[8], left(taps[6]));
  const odd = beside(tf.add(taps[7], up(taps[1])), tf.add(corners, up(tf.add(taps[2], left(taps[0])))));
  return tf.reshape(tf.stack([even, odd], 2), [n, h, w, c]);
}

/** @param {Tensor} map (…, c) → (places, c) */
const places = (map) => tf.reshape(map, [-1, map.shape[3]]);

/** The weights as a matrix: (3, 3, large, small) → (9 · large, small). @param {Tensor} weight */
const matrix = (weight) => tf.reshape(weight, [-1, weight.shape[3]]);

/**
 * 3 × 3 convolutions with stride 2 and padding 1. The weights are (3, 3, large, small): channels of the map that is large in
 * height and width, and of the small one.
 * @typedef {object} Operators
 * @property {(x: Tensor, weight: Tensor, learned: boolean) => Tensor} convolve   (n, h, w, large) → (n, h/2, w/2, small);
 *   `learned`: whether `x` is learned from too (no one asks what the songs should have been)
 * @property {(x: Tensor, weight: Tensor) => Tensor} convolveTransposed   (n, h, w, small) → (n, 2 · h, 2 · w, large)
 */

/** As TensorFlow.js has them. @type {Operators} */
const plain = {
  convolve: (x, weight) => tf.conv2d(x, weight, 2, PADDING),
  convolveTransposed: (x, weight) => {
    const [n, h, w] = x.shape;
    return tf.conv2dTranspose(x, weight, [n, 2 * h, 2 * w, weight.shape[2]], 2, PADDING);
  },
};

/** With gradients that are products of matrices. @param {Cut} cut @returns {Operators} */
const rewritten = (cut) => ({
  convolve: (x, weight, learned) => tf.customGrad((/** @type {Tensor} */ x, /** @type {Tensor} */ weight, /** @type {any} */ save) => {
    save([x, weight]);
    const gradFunc = (/** @type {Tensor} */ slope, /** @type {Tensor[]} */ [x, weight]) => [
      learned ? spread(tf.matMul(places(slope), tf.transpose(matrix(weight))), x.shape) : tf.zerosLike(x),
      tf.reshape(tf.matMul(tf.transpose(patches(cut, x)), places(slope)), weight.shape),
    ];
    return { value: tf.conv2d(x, weight, 2, PADDING), gradFunc };
  })(x, weight),
  convolveTransposed: (x, weight) => tf.customGrad((/** @type {Tensor} */ x, /** @type {Tensor} */ weight, /** @type {any} */ save) => {
    save([x, weight]);
    const [n, h, w] = x.shape;
    const gradFunc = (/** @type {Tensor} */ slope, /** @type {Tensor[]} */ [x, weight]) => [
      tf.conv2d(slope, weight, 2, PADDING),
      tf.reshape(tf.matMul(tf.transpose(patches(cut, slope)), places(x)), weight.shape),
    ];
    const value = spread(tf.matMul(places(x), tf.transpose(matrix(weight))), [n, 2 * h, 2 * w, weight.shape[2]]);
    return { value, gradFunc };
  })(x, weight),
});

/** By the name of the gradients. @type {Record<string, Operators>} */
export const OPERATORS = { plain, strides: rewritten(byStrides), phases: rewritten(byPhases) };
