// @ts-check
/** Which songs were recognised from an earlier visit: those that were ready without being decoded, in this visit or before. */

/** @typedef {import("./types.js").Track} Track */

/** @type {WeakSet<Track>} */
const known = new WeakSet();

/** @param {Track} track */
export const isKnown = (track) => known.has(track);

/** Watches from now on. @param {EventTarget} engine */
export function watchKnown(engine) {
  /** @type {WeakMap<Track, import("./types.js").TrackState>} */
  const before = new WeakMap();
  /** @type {Set<string | undefined>} hashes of what was decoded in this visit */
  const decoded = new Set();
  engine.addEventListener("track", (event) => {
    /** @type {Track} */
    const track = /** @type {CustomEvent} */ (event).detail;
    const { state, hash } = track;
    if (state === "decoding") {
      decoded.add(hash);
      known.delete(track);
    }
    if (state === "ready" && before.get(track) === "reading" && !decoded.has(hash)) known.add(track);
    before.set(track, state);
  });
}
