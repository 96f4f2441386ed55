// @ts-check
/** The songs a visitor has chosen together, on the map or in the table. */

/** @typedef {import("./types.js").Track} Track */

/** Event: "change". */
export class Selection extends EventTarget {
  /** @type {Set<Track>} */
  #tracks = new Set();

  /** @param {{tracks: Track[]}} engine */
  constructor(engine) {
    super();
    this.engine = engine;
  }

  get size() {
    return this.#tracks.size;
  }

  /** @param {Track} track */
  has(track) {
    return this.#tracks.has(track);
  }

  /** In the order of the library. @returns {Track[]} */
  get tracks() {
    return this.engine.tracks.filter((track) => this.#tracks.has(track));
  }

  /** @param {Iterable<Track>} tracks */
  set(tracks) {
    const next = new Set(tracks);
    if (next.size === this.#tracks.size && [...next].every((track) => this.#tracks.has(track))) return;
    this.#tracks = next;
    this.dispatchEvent(new Event("change"));
  }

  /**
   * What the selection would be.
   * @param {Iterable<Track>} tracks
   * @param {"set" | "add" | "remove"} way
   * @returns {Set<Track>}
   */
  with(tracks, way) {
    const next = new Set(way === "set" ? [] : this.#tracks);
    for (const track of tracks) {
      if (way === "remove") next.delete(track);
      else next.add(track);
    }
    return next;
  }

  /** @param {Track} track */
  toggle(track) {
    this.set(this.with([track], this.has(track) ? "remove" : "add"));
  }

  clear() {
    this.set([]);
  }

  /** Lets go of songs that are not in the library any more. */
  prune() {
    this.set(this.tracks);
  }
}
