// @ts-check
/** What the visitor changed: step by step, so that each step can be taken back, and cell by cell, so that the unsaved ones are known. */

import { fieldsOf, readField } from "./fields.js";

/** @typedef {import("./types.js").Track} Track */
/** @typedef {import("./fields.js").Change} Change */
/** @typedef {import("./fields.js").Field} Field */
/** @typedef {{tracks: Track[], fields: Field[], back: () => void, said: string, after: (() => void) | undefined}} Step */

/** So many steps can be taken back. */
const MOST_STEPS = 200;

/** Events: "edited" (detail: the step), "undone" (detail: the step), "saved". */
export class EditHistory extends EventTarget {
  /** @type {Step[]} */
  #steps = [];
  /** What the cells held when they were last saved, for those that were touched since. @type {Map<Track, Map<Field, string>>} */
  #kept = new Map();

  /** @param {import("./songscape.js").Songscape} engine */
  constructor(engine) {
    super();
    this.engine = engine;
  }

  /**
   * One step: the same change for all `tracks`.
   * @param {Track[]} tracks
   * @param {Change} change
   * @param {string} said what was done, in words
   * @param {() => void} [after] what follows the step, and its undoing
   */
  edit(tracks, change, said, after) {
    const fields = fieldsOf(change);
    this.#keep(tracks, fields);
    const step = { tracks, fields, back: this.engine.edit(tracks, change), said, after };
    this.#steps.push(step);
    if (this.#steps.length > MOST_STEPS) this.#steps.shift();
    this.dispatchEvent(new CustomEvent("edited", { detail: step }));
    after?.();
  }

  /** Takes back the last step on songs that are still here. @returns {boolean} whether there was one */
  undo() {
    const present = new Set(this.engine.tracks);
    while (this.#steps.length > 0) {
      const step = /** @type {Step} */ (this.#steps.pop());
      if (!step.tracks.some((track) => present.has(track))) continue;
      // What is taken back after it was saved is unsaved again.
      this.#keep(step.tracks, step.fields);
      step.back();
      this.dispatchEvent(new CustomEvent("undone", { detail: step }));
      step.after?.();
      return true;
    }
    return false;
  }

  /** @param {Track[]} tracks @param {Field[]} fields that are about to change */
  #keep(tracks, fields) {
    for (const track of tracks) {
      const kept = this.#kept.get(track) ?? new Map();
      this.#kept.set(track, kept);
      for (const field of fields) if (!kept.has(field)) kept.set(field, readField(track, field));
    }
  }

  get canUndo() {
    return this.#steps.length > 0;
  }

  /** @param {Track} track @param {Field} field @returns {boolean} whether the cell differs from what was saved, or brought */
  changed(track, field) {
    const kept = this.#kept.get(track)?.get(field);
    return kept !== undefined && kept !== readField(track, field);
  }

  /** How many cells of the songs that are here are not saved. */
  get unsaved() {
    let count = 0;
    for (const track of this.engine.tracks) {
      for (const field of this.#kept.get(track)?.keys() ?? []) if (this.changed(track, field)) count += 1;
    }
    return count;
  }

  /** The list was saved as it is now. */
  saved() {
    this.#kept.clear();
    this.dispatchEvent(new Event("saved"));
  }
}
