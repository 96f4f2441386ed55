// @ts-check
/**
 * The arrays of a project's file. They are laid into the file as they are, and fetched from it one after another: a project may be
 * larger than what a tab should hold twice.
 */

/** @typedef {Float32Array | Float64Array | Int32Array | Uint32Array} Numbers */
/** What the engine says of an array in a file. @typedef {{name: string, dtype: string, shape: number[], start: number, end: number, pieces: boolean}} Place */
/** What looks at arrays. @typedef {{tensors: () => Place[], check: (name: string, bytes: Uint8Array) => void}} Checker */

/** Bytes fetched at once, and looked at in one piece. */
const WINDOW = 2 ** 24;

/** @type {Record<string, {of: (buffer: ArrayBuffer) => Numbers, is: new (length: number) => Numbers}>} */
const KINDS = {
  F32: { of: (buffer) => new Float32Array(buffer), is: Float32Array },
  F64: { of: (buffer) => new Float64Array(buffer), is: Float64Array },
  I32: { of: (buffer) => new Int32Array(buffer), is: Int32Array },
  U32: { of: (buffer) => new Uint32Array(buffer), is: Uint32Array },
};

/** Arrays that are to be written. */
export class Outgoing {
  /** @type {{name: string, dtype: string, shape: number[]}[]} */ outlines = [];
  /** @type {BlobPart[][]} */ parts = [];

  /**
   * An array, in one piece or several that follow each other; none is kept of an array without numbers.
   * @param {string} name
   * @param {number[]} shape
   * @param {Numbers[]} pieces
   */
  add(name, shape, ...pieces) {
    if (pieces.length === 0 || shape.includes(0)) return;
    const dtype = Object.keys(KINDS).find((kind) => pieces[0] instanceof KINDS[kind].is) ?? "";
    this.#lay({ name, dtype, shape }, /** @type {BlobPart[]} */ (pieces));
  }

  /** A file of its own. @param {string} name @param {Blob} file */
  addFile(name, file) {
    this.#lay({ name, dtype: "U8", shape: [file.size] }, [file]);
  }

  /** @param {{name: string, dtype: string, shape: number[]}} outline @param {BlobPart[]} parts */
  #lay(outline, parts) {
    this.outlines.push(outline);
    this.parts.push(parts);
  }
}

/** Arrays that came with a file, by name. */
export class Incoming {
  /** @type {Map<string, {shape: number[], numbers: Numbers}>} */ #arrays = new Map();
  /** @type {Map<string, Blob>} */ #files = new Map();

  /**
   * Fetches all of them, and refuses what they must not hold.
   * @param {Blob} file
   * @param {Checker} checker
   * @param {(done: number, total: number) => void} progress  in bytes
   * @returns {Promise<Incoming>}
   */
  static async of(file, checker, progress) {
    const found = new Incoming();
    let [from, window] = [0, new ArrayBuffer(0)];
    for (const { name, dtype, shape, start, end, pieces } of checker.tensors().sort((one, other) => one.start - other.start)) {
      progress(end, file.size);
      if (!Object.hasOwn(KINDS, dtype)) {
        // Looked at when it is asked for, by those who know what is in it; by then the file may have moved.
        found.#files.set(name, new Blob([await file.slice(start, end).arrayBuffer()]));
        continue;
      }
      if (start < from || end > from + window.byteLength) {
        from = start;
        window = await file.slice(start, Math.min(file.size, Math.max(end, start + WINDOW))).arrayBuffer();
      }
      const buffer = window.slice(start - from, end - from);
      const step = pieces ? WINDOW : buffer.byteLength || 1;
      for (let at = 0; at < buffer.byteLength; at += step) checker.check(name, new Uint8Array(buffer, at, Math.min(step, buffer.byteLength - at)));
      found.#arrays.set(name, { shape, numbers: KINDS[dtype].of(buffer) });
    }
    return found;
  }

  /** @param {string} name @returns {Float32Array} none of its own where the file has none */
  floats(name) {
    const numbers = this.#arrays.get(name)?.numbers;
    return numbers instanceof Float32Array ? numbers : new Float32Array(0);
  }

  /** @param {string} name @returns {Int32Array} */
  labels(name) {
    const numbers = this.#arrays.get(name)?.numbers;
    return numbers instanceof Int32Array ? numbers : new Int32Array(0);
  }

  /** @param {string} name @returns {Float64Array | null} */
  doubles(name) {
    const numbers = this.#arrays.get(name)?.numbers;
    return numbers instanceof Float64Array ? numbers : null;
  }

  /** @param {string} name @returns {Uint32Array | null} */
  rows(name) {
    const numbers = this.#arrays.get(name)?.numbers;
    return numbers instanceof Uint32Array ? numbers : null;
  }

  /** Its last side: numbers in a row. @param {string} name */
  width(name) {
    return this.#arrays.get(name)?.shape.at(-1) ?? 0;
  }

  /** @param {string} name @returns {Blob | null} */
  file(name) {
    return this.#files.get(name) ?? null;
  }
}
