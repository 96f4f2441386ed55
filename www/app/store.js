// @ts-check
/**
 * What was heard of songs, kept in this browser for the next visit: numbers, no sound. One IndexedDB database, two stores:
 * the songs, and beside them how large each is, so that the sum is known without reading them.
 *
 * Whatever goes wrong here costs time and nothing else: a song that is not found is heard again. So `get`, `put` and
 * `usage` never reject and never wait long; the visitor is told once what does not work.
 */

/** @typedef {import("./types.js").Problem} Problem */
/** @typedef {{rate: number, seconds: number, notices: Problem[], thumbnail: Float32Array, clips: number, features: Record<string, Float32Array>}} Kept */

const DATABASE = "songscape";
const VERSION = 1;
const SONGS = "songs";
const SIZES = "sizes";
/** Milliseconds after which a browser that does not answer counts as one that cannot. Some never do. */
const PATIENCE = 8000;
/** Faults of one entry or one moment, which say nothing about the next. */
const HARMLESS = new Set(["AbortError", "NotReadableError", "DataError", "DataCloneError"]);

export class Store {
  /** Off: nothing is found and nothing is kept. */
  on = true;
  /** @type {Promise<IDBDatabase | null> | null} */
  #opening = null;
  /** No more can be written. */
  #full = false;
  /** This browser gives no database, or one that fails. */
  #broken = false;
  /** @type {Set<string>} */
  #told = new Set();

  /** @param {(problem: {code: "store_full" | "store_unavailable"}) => void} tell  each code at most once */
  constructor(tell) {
    this.tell = tell;
  }

  /**
   * What was kept under this key, or null. Never rejects.
   * @param {string} key
   * @returns {Promise<Kept | null>}
   */
  async get(key) {
    if (!this.on) return null;
    const found = await this.#transact("readonly", [SONGS], (stores) => answer(stores[SONGS].get(key)));
    this.#tellOfTrouble();
    return readKept(found);
  }

  /**
   * Keeps a song; features of an entry that is there stay, unless new ones of the same name come. Never rejects.
   * @param {string} key
   * @param {Kept} kept
   * @returns {Promise<void>}
   */
  async put(key, kept) {
    if (!this.on || this.#full) return;
    await this.#transact("readwrite", [SONGS, SIZES], (stores) => {
      const there = stores[SONGS].get(key);
      const write = (/** @type {unknown} */ found) => {
        try {
          const fresh = compact(kept);
          const entry = { ...fresh, features: { ...readKept(found)?.features, ...fresh.features } };
          stores[SONGS].put(entry, key);
          stores[SIZES].put(sizeOf(key, entry), key);
        } catch {
          there.transaction?.abort(); // It cannot be stored as it is: nothing of it is.
        }
      };
      there.onsuccess = () => write(there.result);
      there.onerror = (event) => {
        // An entry that can no longer be read is replaced.
        event.preventDefault();
        event.stopPropagation();
        write(null);
      };
    });
    this.#tellOfTrouble();
  }

  /**
   * How many songs are kept, and the sum of their sizes. A song heard in several ways counts once: the second part of
   * a key says which song it is. Never rejects.
   * @returns {Promise<{songs: number, bytes: number}>}
   */
  async usage() {
    /** @type {IDBValidKey[]} */
    let keys = [];
    let bytes = 0;
    await this.#transact("readonly", [SIZES], (stores) => {
      const all = stores[SIZES].getAllKeys();
      const sizes = stores[SIZES].getAll();
      all.onsuccess = () => {
        keys = all.result;
      };
      sizes.onsuccess = () => {
        bytes = sizes.result.reduce((sum, size) => sum + (Number.isFinite(size) ? size : 0), 0);
      };
    });
    return { songs: new Set(keys.map((key) => String(key).split(":")[1] ?? String(key))).size, bytes };
  }

  /**
   * Forgets everything that was kept, also what a newer Songscape kept.
   * @returns {Promise<void>} rejects with {code: "store_not_erased"} if it could not
   */
  async erase() {
    if (factory() === null) return; // Without a database nothing was ever kept.
    const emptied = await this.#transact("readwrite", [SONGS, SIZES], (stores) => {
      stores[SONGS].clear();
      stores[SIZES].clear();
      return () => true;
    });
    if (emptied === undefined) await this.#remove();
    this.#full = false;
  }

  /** Removes the database as a whole. */
  async #remove() {
    const opened = await this.#opening;
    opened?.close();
    this.#opening = null;
    try {
      const request = factory()?.deleteDatabase(DATABASE);
      if (request) await settled(request, PATIENCE);
    } catch (cause) {
      throw { code: "store_not_erased", message: String(cause) };
    }
    this.#broken = false;
  }

  #tellOfTrouble() {
    const code = this.#broken ? "store_unavailable" : this.#full ? "store_full" : null;
    if (code === null || this.#told.has(code)) return;
    this.#told.add(code);
    this.tell({ code });
  }

  /**
   * One transaction. `work` makes its requests and may return how to read their answer; undefined when it failed.
   * @template T
   * @param {IDBTransactionMode} mode
   * @param {string[]} names
   * @param {(stores: Record<string, IDBObjectStore>) => (() => T) | void} work
   * @returns {Promise<T | undefined>}
   */
  async #transact(mode, names, work) {
    for (let attempt = 0; attempt < 2; attempt += 1) {
      const database = await this.#open();
      if (database === null) return undefined;
      try {
        const transaction = database.transaction(names, mode, { durability: "relaxed" });
        const read = work(Object.fromEntries(names.map((name) => [name, transaction.objectStore(name)])));
        await finished(transaction, PATIENCE);
        return read?.();
      } catch (error) {
        if (nameOf(error) === "InvalidStateError" && attempt === 0) {
          // Another tab, or the browser, closed the database in the meantime: it is opened again.
          this.#opening = null;
        } else if (nameOf(error) === "QuotaExceededError") {
          this.#full = true;
          return undefined;
        } else if (HARMLESS.has(nameOf(error))) {
          return undefined;
        } else {
          this.#broken = true;
          return undefined;
        }
      }
    }
    return undefined;
  }

  /** The open database; null when this browser gives none. */
  async #open() {
    if (this.#broken) return null;
    this.#opening ??= openDatabase((database) => {
      // Only the connection that is in use; one opened after it stays.
      void this.#opening?.then((current) => {
        if (current === database) this.#opening = null;
      });
    });
    const database = await this.#opening;
    if (database === null) this.#broken = true;
    return database;
  }
}

/** The browser's databases; null where there are none. Some browsers throw when asked. */
function factory() {
  try {
    return globalThis.indexedDB ?? null;
  } catch {
    return null;
  }
}

/**
 * @param {(database: IDBDatabase) => void} lost called when the database is closed by another tab's need, or by the browser
 * @returns {Promise<IDBDatabase | null>} null when it cannot be opened: denied, of a newer Songscape, damaged
 */
async function openDatabase(lost) {
  try {
    const request = factory()?.open(DATABASE, VERSION);
    if (!request) return null;
    request.onupgradeneeded = () => {
      for (const name of [SONGS, SIZES]) request.result.createObjectStore(name);
    };
    const database = await settled(request, PATIENCE);
    database.onversionchange = () => {
      // Another tab wants to change or remove the database: this one must not stand in its way.
      database.close();
      lost(database);
    };
    database.onclose = () => lost(database);
    return database;
  } catch {
    return null;
  }
}

/**
 * @template T
 * @param {IDBRequest<T>} request
 * @returns {() => T} its answer, once the transaction is over
 */
function answer(request) {
  return () => request.result;
}

/**
 * A request to open or remove. One that comes too late is closed again, so that it is in nobody's way.
 * @template T
 * @param {IDBRequest<T>} request
 * @param {number} patience
 * @returns {Promise<T>}
 */
function settled(request, patience) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      request.onsuccess = () => {
        if (request.result instanceof IDBDatabase) request.result.close();
      };
      reject(new DOMException("the browser does not answer", "TimeoutError"));
    }, patience);
    request.onsuccess = () => {
      clearTimeout(timer);
      resolve(request.result);
    };
    request.onerror = () => {
      clearTimeout(timer);
      reject(request.error);
    };
  });
}

/**
 * @param {IDBTransaction} transaction
 * @param {number} patience
 * @returns {Promise<void>}
 */
function finished(transaction, patience) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new DOMException("the browser does not answer", "TimeoutError")), patience);
    transaction.oncomplete = () => {
      clearTimeout(timer);
      resolve();
    };
    transaction.onabort = () => {
      clearTimeout(timer);
      reject(transaction.error ?? new DOMException("the transaction was given up", "AbortError"));
    };
  });
}

/** @param {unknown} error */
function nameOf(error) {
  return error instanceof DOMException ? error.name : "";
}

/**
 * What came out of the database, if it is what was put in.
 * @param {unknown} found
 * @returns {Kept | null}
 */
function readKept(found) {
  if (typeof found !== "object" || found === null) return null;
  const { rate, seconds, notices, thumbnail, clips, features } = /** @type {Partial<Kept>} */ (found);
  const whole = [rate, seconds, clips].every(Number.isFinite) && Array.isArray(notices) && thumbnail instanceof Float32Array
    && typeof features === "object" && features !== null && Object.values(features).every((values) => values instanceof Float32Array);
  return whole ? /** @type {Kept} */ (found) : null;
}

/**
 * The same numbers in buffers of their own: the database would keep the whole buffer that a part is cut from.
 * @param {Kept} kept
 * @returns {Kept}
 */
function compact({ rate, seconds, notices, thumbnail, clips, features }) {
  const own = (/** @type {Float32Array} */ values) => (values.byteLength === values.buffer.byteLength ? values : values.slice());
  return { rate, seconds, notices, thumbnail: own(thumbnail), clips, features: Object.fromEntries(Object.entries(features).map(([name, values]) => [name, own(values)])) };
}

/** @param {string} key @param {Kept} entry */
function sizeOf(key, { notices, thumbnail, features }) {
  const words = JSON.stringify(notices).length + key.length;
  return Object.values(features).reduce((sum, values) => sum + values.byteLength, thumbnail.byteLength + words);
}
