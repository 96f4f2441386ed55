// @ts-check
/**
 * Songs that came and of which nothing is known yet. Each counts as a change of the library from the moment it comes; if all of them
 * turn out to be the sound of songs that were there already, nothing has changed.
 */

/** @typedef {import("./types.js").Track} Track */

export class Newcomers {
  /** @type {Set<Track>} */ #tracks = new Set();
  /** The library's revision before the first of them. */ #before = 0;
  /** And after the last. */ #after = 0;

  /** @param {Track} track @param {number} before @param {number} after  the library's revisions */
  came(track, before, after) {
    if (this.#tracks.size === 0 || this.#after !== before) {
      this.#tracks.clear();
      this.#before = before;
    }
    this.#tracks.add(track);
    this.#after = after;
  }

  /** It is a song of its own. @param {Track} track */
  stays(track) {
    if (this.#tracks.has(track)) this.#tracks.clear();
  }

  /** It is the sound of another. @param {Track} track @param {number} revision @returns {number} the revision from now on */
  goes(track, revision) {
    const last = this.#tracks.delete(track) && this.#tracks.size === 0;
    return last && revision === this.#after ? this.#before : revision;
  }
}
