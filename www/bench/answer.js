// @ts-check
/** The worker's side of a measurement: does what it is told so many times and says how long each time took. */

/**
 * What came out, to be compared with what others make of it: numbers, and their names where they have some.
 * @typedef {{numbers: ArrayLike<number>, names?: string[]}} Found
 */

/**
 * @typedef {object} Order
 * @property {string} task
 * @property {number} size   seconds of sound, or songs
 * @property {number} repetitions   0: what the task needs is prepared, and nothing done
 */

/** @typedef {{milliseconds: number[], found: Found}} Answer */

/** The work that is timed. What it found is read afterwards. @typedef {() => () => Found} Work */

/** @type {() => Found} */
const nothing = () => ({ numbers: [] });

/**
 * Answers orders. What a task needs is prepared once and kept.
 * @param {Record<string, (size: number) => Work>} tasks  each prepares its load and returns the work itself
 */
export function answerWith(tasks) {
  /** @type {Map<string, Work>} */
  const prepared = new Map();
  onmessage = ({ data }) => {
    /** @type {Order} */
    const { task, size, repetitions } = data;
    const key = `${task} ${size}`;
    const work = prepared.get(key) ?? tasks[task](size);
    prepared.set(key, work);
    let found = nothing;
    const milliseconds = [];
    for (let round = 0; round < repetitions; round += 1) {
      const start = performance.now();
      found = work();
      milliseconds.push(performance.now() - start);
    }
    postMessage({ milliseconds, found: found() });
  };
  postMessage("ready");
}
