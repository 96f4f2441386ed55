// @ts-check
/**
 * What happens by itself: songs that come in are listened to, and when the last of them is heard a map is made of all.
 * Whoever brings more, or asks again, while one run is on its way gets another run after it.
 */

import { asProblem } from "./thrown.js";
import { complete, differing } from "./settings_values.js";

/** @typedef {import("./types.js").Run} Run */
/** @typedef {import("./types.js").Settings} Settings */
/** @typedef {import("./types.js").Problem} Problem */

/** What the page asks for unless it is told otherwise: a few rebuilt songs cost next to nothing, and can be looked at. @type {Settings} */
const PAGE = { save_recon: "on" };

/**
 * Events: "change" (busy or not), "began" (a run starts), "ran" (detail: Run), "failed" (detail: Problem), "stopped" (before there
 * was anything to show), "shown" (detail: Run; an earlier run is on the map again).
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
  /** Stop was pressed while suites were at work. */
  #stopped = false;

  /** @param {import("./songscape.js").Songscape} engine */
  constructor(engine) {
    super();
    this.engine = engine;
    engine.addEventListener("opened", (event) => this.#opened(/** @type {CustomEvent<import("./types.js").Opened>} */ (event).detail));
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
    this.#stopped = true;
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

  /** A project came: the run of its settings is on the map, or its last one. @param {import("./types.js").Opened} opened */
  #opened({ runs, settings }) {
    this.#again = false;
    const { table } = this.engine;
    const run = runs.findLast((one) => differing(table, one.settings, settings).length === 0) ?? runs.at(-1);
    if (run) this.show(run, settings);
    else [this.latest, this.settings] = [null, settings];
  }

  /**
   * An earlier run is the one on the map again, and what it was made with is what is chosen.
   * @param {Run} run
   * @param {Settings} [settings] what is chosen instead, complete
   */
  show(run, settings = run.settings) {
    this.latest = run;
    this.placing = run.placed !== undefined && run.placed.model === this.engine.model?.name;
    this.settings = {};
    const { table } = this.engine;
    const own = this.placing ? UNTOUCHED : differing(table, this.complete, settings).map(({ name }) => name);
    this.settings = Object.fromEntries(own.flatMap((name) => (name === "cache" || settings[name] === undefined ? [] : [[name, settings[name]]])));
    this.#tell("shown", run);
  }

  /** The visitor's own settings: where a suite's run is shown and nothing was changed since, those that were chosen before the suite. */
  get own() {
    const { latest, engine } = this;
    const record = latest?.suite && engine.suites.find(({ name }) => name === latest.suite?.name);
    const changed = record ? differing(engine.table, this.complete, latest.settings).some(({ name }) => name !== "cache") : true;
    return record && !changed ? record.own : this.complete;
  }

  /**
   * Suites, one after another; each of their runs is watched as it learns, the last is shown.
   * @param {string[]} names
   * @param {(step: import("./suite_runner.js").SuiteStep) => void} began a run of a suite begins
   */
  async suites(names, began) {
    if (this.busy) return;
    // Nothing of a loaded map's settings goes into a suite.
    this.placing = false;
    const { own: settings } = this;
    const before = this.#forgotten;
    this.#running = true;
    this.#stopped = false;
    const start = (/** @type {import("./suite_runner.js").SuiteStep} */ step) => {
      began(step);
      this.#tell("began");
      this.#tell("change");
    };
    /** @type {Run | undefined} */
    let last;
    /** @type {Problem | undefined} */
    let broken;
    for (const name of names) {
      if (this.#stopped || broken) break;
      try {
        last = (await this.engine.suite(name, { settings, began: start })).at(-1) ?? last;
      } catch (thrown) {
        broken = asProblem(thrown);
      }
    }
    this.#running = false;
    const again = this.#again && before === this.#forgotten;
    this.#again = false;
    if (last && before === this.#forgotten && !again && this.engine.runs.includes(last)) this.show(last);
    if (broken && broken.code !== "cancelled") this.#tell("failed", broken);
    else this.#tell("stopped");
    this.#tell("change");
    // Songs came meanwhile, or another map was asked for.
    if (again) void this.run();
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
      broken = (await begin()).problems.find(({ code }) => /^(model|project)_/.test(code));
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
    if (this.latest && !this.songsChanged) {
      this.#tell("stopped");
      return;
    }
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
