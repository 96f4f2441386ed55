// @ts-check
/** How long something that goes step by step will still take, judged by the steps of it that were seen. */

/** Seconds below which nobody wants to be told. */
const WORTH_SAYING = 4;

export class TimeLeft {
  #start = 0;
  #first = 0;
  #last = 0;

  /**
   * A step is done.
   * @param {number} done steps, from 1
   * @param {number} total
   * @param {number} now seconds
   * @returns {number | undefined} seconds; undefined as long as it is unknown, or hardly any
   */
  step(done, total, now) {
    if (done <= this.#last || this.#last === 0) [this.#start, this.#first] = [now, done];
    this.#last = done;
    const seen = done - this.#first;
    // Two steps: the first is slower than the others, because everything is made ready in it.
    if (seen < 2) return undefined;
    const left = ((now - this.#start) / seen) * (total - done);
    return left >= WORTH_SAYING ? left : undefined;
  }
}
