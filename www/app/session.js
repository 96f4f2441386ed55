// @ts-check
/**
 * What happens by itself: songs that come in are listened to, and when the last of them is heard a map is made of all.
 * Whoever brings more, or asks again, while one run is on its way gets another run after it.
 */

import { asProblem } from "./thrown.js";
import { complete } from "./settings_values.js";

/** @typedef {import("./types.js").Run} Run */
/** @typedef {import("./types.js").Settings} Settings */
/** @typedef {import("./types.js").Problem} Problem */

/** What the page asks for unless it is told otherwise: a few rebuilt songs cost next to nothing, and can be looked at. @type {Settings} */
const PAGE = { save_recon: "on" };

/**
 * Events: "change" (busy or not), "began" (a run starts), "ran" (detail: Run), "failed" (detail: Problem), "stopped" (before there
 * was anything to show).
 */
export class Session extends EventTarget {
  /** @type {Settings} what differs from the defaults, or was chosen */
  settings = {};
  /** @type {Run | null} the latest run */
  latest = null;
  #bringing = 0;
  /** How often all was forgotten. */
  #forgotten = 0;
  /** Whether songs are put on the map that was loaded from a file, and no network is trained. */
  placing = false;
  #running = false;
  #again = false;

  /** @param {import("./songscape.js").Songscape} engine */
  constructor(engine) {
    super();
    this.engine = engine;
  }

  /** @returns {"listening" | "running" | null} */
  get busy() {
    if (this.#bringing > 0) return "listening";
    return this.#running ? "running" : null;
  }

  /** Every setting as a run of this moment would have it: what was not chosen is what the songs suggest, or the default. */
  get complete() {
    const { model } = this.engine;
    if (this.placing && model) return { ...model.settings, ...untouched(this.settings), cache: this.engine.keeping ? "on" : "off" };
    const { table, likelyFeature: feature, keeping } = this.engine;
    return complete(table, { feature, cache: keeping ? "on" : "off", ...PAGE, ...this.settings });
  }

  /** Whether there is anything to make a map of. */
  get anyReady() {
    return this.engine.tracks.some((track) => track.state === "ready");
  }

  /** Whether a run of this moment would take other songs than the shown one did, or other descriptions of them. */
  get songsChanged() {
    return this.latest !== null && !this.engine.isCurrent(this.latest);
  }

  /** @param {File[]} files */
  add(files) {
    return this.#bring(() => this.engine.addFiles(files));
  }

  demo() {
    return this.#bring(() => this.engine.loadDemo());
  }

  /** Ends what is going on; what is done so far is kept. */
  stop() {
    this.#again = false;
    this.engine.cancel();
  }

  /** The songs are cleared away: nothing of what is going on is to be shown. */
  forget() {
    this.stop();
    this.placing = false;
    this.latest = null;
    this.#forgotten += 1;
  }

  async run() {
    if (this.busy) {
      this.#again = true;
      return;
    }
    this.#running = true;
    do {
      this.#again = false;
      this.#tell("began");
      this.#tell("change");
      try {
        await this.engine.ready;
        this.latest = await (this.placing && this.engine.model ? this.engine.place(this.settings) : this.engine.run({ ...PAGE, ...this.settings }));
        this.#tell("ran", this.latest);
      } catch (thrown) {
        const problem = asProblem(thrown);
        // Stopped, or cleared away, before there was anything to show: that is no failure.
        this.#tell(problem.code === "cancelled" ? "stopped" : "failed", problem);
      }
    } while (this.#again);
    this.#running = false;
    this.#tell("change");
  }

  /** Songs are put on the loaded map from now on, until the visitor wants a map of their own. */
  place() {
    this.placing = true;
    return this.run();
  }

  /** @param {() => Promise<{problems: Problem[]}>} begin */
  async #bring(begin) {
    const { tracks: { length }, model } = this.engine;
    const before = this.#forgotten;
    this.#bringing += 1;
    this.#tell("change");
    /** @type {Problem | undefined} */
    let broken;
    try {
      broken = (await begin()).problems.find(({ code }) => code.startsWith("model_"));
    } catch (thrown) {
      this.#tell("failed", asProblem(thrown));
    }
    this.#bringing -= 1;
    this.#tell("change");
    if (this.#bringing > 0) return;
    if (before !== this.#forgotten && this.engine.tracks.length <= length) {
      this.#tell("stopped");
      return;
    }
    // A map from a file that comes before there is any other is shown; one that comes later waits to be asked for.
    if (this.engine.model !== null && this.engine.model !== model && !this.latest) this.placing = true;
    if (this.latest && !this.songsChanged) return;
    if (broken && !this.anyReady && !this.placing) this.#tell("failed", broken);
    else await this.run();
  }

  /** @param {string} name @param {unknown} [detail] */
  #tell(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}

/** Settings that a loaded map leaves to the visitor: they change nothing of where songs lie. */
export const UNTOUCHED = ["cache", "label_col"];

/** @param {Settings} settings @returns {Settings} those */
function untouched(settings) {
  return Object.fromEntries(Object.entries(settings).filter(([name]) => UNTOUCHED.includes(name)));
}
