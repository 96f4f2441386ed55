// @ts-check
/**
 * The fastest product of matrices that WebAssembly with 128-bit vectors is known to do: what our own kernels are
 * measured against. It is written instruction by instruction, so that no compiler has a say in it.
 *
 * A block of 4 × 8 sums stays in eight registers. For each number of the depth, two vectors of the right matrix and
 * four numbers of the left one are read, multiplied and added. Both matrices lie in panels, in the order in which they are
 * read, and two of their sides are multiples of the block's.
 */

/** Sums in a block. */
const ROWS = 4;
const COLUMNS = 8;
/** Numbers of the depth before the loop jumps back. */
const UNROLLED = 4;

/** What is measured: products of square matrices, so many of them a piece of work. */
export const SIDE = 256;
export const PRODUCTS = 10;

/** Multiplications and additions of a piece of work, in thousand millions. */
export const OPERATIONS = (PRODUCTS * 2 * SIDE ** 3) / 1e9;

/** Bytes of a number, and of a vector of four. */
const NUMBER = 4;
const VECTOR = 16;

const I32 = 0x7f;
const V128 = 0x7b;

/** A whole number as WebAssembly writes it, seven bits a byte. @param {number} value not negative @returns {number[]} */
const whole = (value) => (value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...whole(value >> 7)]);

/** @param {number[]} bytes */
const measured = (bytes) => [...whole(bytes.length), ...bytes];

/** @param {number} id @param {number[]} content */
const section = (id, content) => [id, ...measured(content)];

/** @param {number} local */
const get = (local) => [0x20, ...whole(local)];
/** @param {number} local */
const set = (local) => [0x21, ...whole(local)];
/** An address moved on. @param {number} local @param {number} bytes */
const advance = (local, bytes) => [...get(local), 0x41, ...signed(bytes), 0x6a, ...set(local)];
/** A number whose sign is written too. @param {number} value not negative @returns {number[]} */
const signed = (value) => (value < 0x40 ? [value] : [(value & 0x7f) | 0x80, ...signed(value >> 7)]);
/** The body as often as the local says; it counts down to 0. @param {number} local @param {number[]} body */
const times = (local, body) => [
  0x03, 0x40, ...body, ...get(local), 0x41, 1, 0x6b, 0x22, ...whole(local), 0x0d, 0, 0x0b,
];
/** @param {number} address local @param {number} offset */
const load = (address, offset) => [...get(address), 0xfd, 0x00, 4, ...whole(offset)];
/** One number into all four places. @param {number} address local @param {number} offset */
const splat = (address, offset) => [...get(address), 0xfd, 0x09, 2, ...whole(offset)];
const MULTIPLY = [0xfd, 0xe6, 0x01];
const ADD = [0xfd, 0xe4, 0x01];
const ZERO = [0xfd, 0x0c, ...Array(VECTOR).fill(0)];

/** Parameters: addresses of the two matrices and of the result, numbers of panels of each, and the depth in steps. */
const [LEFT, RIGHT, RESULT, PANELS_LEFT, PANELS_RIGHT, STEPS] = [0, 1, 2, 3, 4, 5];
/** Locals: where we are, what remains, the number of the left and the two vectors of the right matrix, the sums. */
const [LEFT_AT, RIGHT_AT, ROWS_LEFT, STEPS_LEFT] = [6, 7, 8, 9];
const [SCALAR, LOW, HIGH, SUMS] = [10, 11, 12, 13];

function moduleBytes() {
  const range = (/** @type {number} */ count) => Array.from({ length: count }, (_, index) => index);
  const step = (/** @type {number} */ depth) => [
    ...load(RIGHT_AT, depth * COLUMNS * NUMBER), ...set(LOW),
    ...load(RIGHT_AT, depth * COLUMNS * NUMBER + VECTOR), ...set(HIGH),
    ...range(ROWS).flatMap((row) => [
      ...splat(LEFT_AT, (depth * ROWS + row) * NUMBER), ...set(SCALAR),
      ...[LOW, HIGH].flatMap((vector, half) => {
        const sum = SUMS + 2 * row + half;
        return [...get(sum), ...get(SCALAR), ...get(vector), ...MULTIPLY, ...ADD, ...set(sum)];
      }),
    ]),
  ];
  const block = [
    ...range(2 * ROWS).flatMap((sum) => [...ZERO, ...set(SUMS + sum)]),
    ...get(RIGHT), ...set(RIGHT_AT), ...get(STEPS), ...set(STEPS_LEFT),
    ...times(STEPS_LEFT, [
      ...range(UNROLLED).flatMap(step),
      ...advance(LEFT_AT, UNROLLED * ROWS * NUMBER), ...advance(RIGHT_AT, UNROLLED * COLUMNS * NUMBER),
    ]),
    ...range(2 * ROWS).flatMap((sum) => [...get(RESULT), ...get(SUMS + sum), 0xfd, 0x0b, 4, ...whole(sum * VECTOR)]),
    ...advance(RESULT, ROWS * COLUMNS * NUMBER),
  ];
  const body = times(PANELS_RIGHT, [
    ...get(LEFT), ...set(LEFT_AT), ...get(PANELS_LEFT), ...set(ROWS_LEFT),
    ...times(ROWS_LEFT, block),
    ...get(RIGHT_AT), ...set(RIGHT),
  ]);
  const locals = [2, 4, I32, 3 + 2 * ROWS, V128];
  const name = (/** @type {string} */ text) => measured([...new TextEncoder().encode(text)]);
  return new Uint8Array([
    0, 0x61, 0x73, 0x6d, 1, 0, 0, 0,
    ...section(1, [1, 0x60, 6, ...Array(6).fill(I32), 0]),
    ...section(3, [1, 0]),
    ...section(5, [1, 0, 1]),
    ...section(7, [2, ...name("product"), 0, 0, ...name("memory"), 2, 0]),
    ...section(10, [1, ...measured([...locals, ...body, 0x0b])]),
  ]);
}

/**
 * The product of two square matrices, to be called again and again.
 * @param {number} side  a multiple of 8
 * @param {(row: number, column: number) => number} left
 * @param {(row: number, column: number) => number} right
 */
export async function product(side, left, right) {
  const { instance } = await WebAssembly.instantiate(moduleBytes());
  const { memory, product } = /** @type {{memory: WebAssembly.Memory, product: (...values: number[]) => void}} */ (
    /** @type {unknown} */ (instance.exports));
  const size = side * side;
  memory.grow(Math.ceil((3 * size * NUMBER) / 65536));
  const numbers = new Float32Array(memory.buffer, 0, 3 * size);
  for (let place = 0; place < size; place += 1) {
    const [panel, within] = [Math.floor(place / (ROWS * side)), place % (ROWS * side)];
    numbers[place] = left(panel * ROWS + (within % ROWS), Math.floor(within / ROWS));
    const [across, inside] = [Math.floor(place / (COLUMNS * side)), place % (COLUMNS * side)];
    numbers[size + place] = right(Math.floor(inside / COLUMNS), across * COLUMNS + (inside % COLUMNS));
  }
  const [start, end] = [size * NUMBER, 2 * size * NUMBER];
  return {
    /** Multiplies once. */
    run: () => product(0, start, end, side / ROWS, side / COLUMNS, side / UNROLLED),
    /** An entry of the result. @param {number} row @param {number} column */
    at: (row, column) => {
      const block = Math.floor(column / COLUMNS) * (side / ROWS) + Math.floor(row / ROWS);
      return numbers[2 * size + block * ROWS * COLUMNS + (row % ROWS) * COLUMNS + (column % COLUMNS)];
    },
  };
}
