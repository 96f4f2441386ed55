// @ts-check
/** When songs were cut into clips: the map of the clips, or of the songs they average to. */

import { need } from "./dom.js";

/** @typedef {import("./types.js").Run} Run */
/** @typedef {"clips" | "songs"} Level */

/** Event: "change". */
export class LevelSwitch extends EventTarget {
  /** @type {Level} */
  #wanted = "clips";
  #box = need("levels", HTMLElement);
  #buttons = /** @type {const} */ (["clips", "songs"]).map((level) => /** @type {const} */ ([level, need(`level-${level}`, HTMLButtonElement)]));

  constructor() {
    super();
    for (const [level, button] of this.#buttons) {
      button.addEventListener("click", () => {
        if (this.#wanted === level) return;
        this.#wanted = level;
        this.dispatchEvent(new Event("change"));
      });
    }
  }

  /**
   * Offers the choice if the run has one.
   * @param {Run | null} run
   * @returns {import("./map_geometry.js").Scene | null} the songs' scene, when it is wanted
   */
  sceneOf(run) {
    const level = run?.song_level ?? null;
    this.#box.hidden = level === null;
    for (const [name, button] of this.#buttons) button.setAttribute("aria-pressed", String(name === this.#wanted));
    return level && this.#wanted === "songs" ? { ids: level.ids, map: level.projection, labels: level.clusters, known: run?.placed?.songs } : null;
  }
}
