// @ts-check
/** What moves: the map, the loss curve and the replay, kept at one and the same moment of the learning. */

import { need } from "./dom.js";
import { startLegend } from "./legend.js";
import { LevelSwitch } from "./level_switch.js";
import { LossChart } from "./loss_chart.js";
import { MapView } from "./map_view.js";
import { Pace } from "./pace.js";
import { Replay } from "./replay.js";
import { areClips } from "./rows.js";
import { words } from "./words.js";

/** @typedef {import("./types.js").Run} Run */
/** @typedef {import("./types.js").Losses} Losses */
/** @typedef {import("./types.js").ProgressDetail} ProgressDetail */
/** @typedef {import("./map_geometry.js").Scene} Scene */

export class Theatre {
  /** @type {Run | null} the run on stage */
  run = null;
  /** @type {Losses[]} of the training that is being watched */
  #losses = [];

  /**
   * @param {import("./songscape.js").Songscape} engine
   * @param {import("./signs.js").Signs} signs
   * @param {(moment: ProgressDetail) => void} watched a moment of a training is on stage
   */
  constructor(engine, signs, watched) {
    this.engine = engine;
    this.map = new MapView(need("map", HTMLCanvasElement), engine);
    this.chart = new LossChart(need("losses", HTMLCanvasElement), engine);
    this.showLegend = startLegend(need("legend", HTMLElement), this.map, signs);
    this.level = new LevelSwitch();
    this.level.addEventListener("change", () => this.run && this.show(this.run, 700));
    this.pace = new Pace((/** @type {ProgressDetail} */ moment, milliseconds) => {
      watched(moment);
      this.#moment(moment, milliseconds);
    });
    this.replay = new Replay((moment, milliseconds) => {
      // Only its last moment is drawn as the map is; the learning before it is seen from its widest side.
      const viz = moment.scene.map === this.run?.projection ? this.run.settings["viz"] : "pca";
      this.scene(moment.scene, milliseconds, moment.before ? words.axesBefore : words.axes(this.run?.variance_shown ?? null, viz));
      if (this.run) this.#learning(this.run.losses.slice(0, moment.epoch), this.run.losses.length, moment.active, this.run.best_epoch);
    });
  }

  /** The engine can draw. */
  begin() {
    this.map.begin();
    this.chart.begin();
  }

  redraw() {
    this.map.redraw();
    this.chart.redraw();
  }

  /** A training begins that nobody has watched yet. */
  rehearse() {
    this.pace.drop();
    this.#losses = [];
  }

  /**
   * @param {Scene} scene
   * @param {number} milliseconds
   * @param {[string, string]} axes
   */
  scene(scene, milliseconds, axes) {
    need("map-wait", HTMLElement).hidden = scene.ids.length > 0;
    this.map.axisLabels = axes;
    this.map.show(scene, milliseconds);
    this.map.canvas.setAttribute("aria-label", scene.ids.length > 0 ? words.mapLabel(scene.ids.length, areClips(scene.ids)) : words.mapEmpty);
    this.showLegend();
  }

  /** @param {Run} run @param {number} milliseconds */
  show(run, milliseconds) {
    this.run = run;
    // Where no map was asked for there is none to walk on.
    const drawn = run.projection.length > 0;
    need("map-wait", HTMLElement).textContent = drawn ? words.mapWait : words.mapNone;
    const songs = drawn ? this.level.sceneOf(run) : { ids: [], map: new Float32Array(0), labels: new Int32Array(0) };
    this.scene(songs ?? { ids: run.ids, map: run.projection, labels: run.clusters, known: run.placed?.known, strengths: run.memberships }, milliseconds, words.axes(run.variance_shown, run.settings["viz"]));
    this.#learning(run.losses, run.losses.length, run.active_units, run.best_epoch);
    // The network learned from clips: there is no film of whole songs. And none where nothing was learned.
    this.replay.load(songs || run.placed ? null : run);
  }

  /** Nothing is on stage. */
  clear() {
    this.run = null;
    this.rehearse();
    this.replay.load(null);
    this.level.sceneOf(null);
    need("map-wait", HTMLElement).textContent = words.mapWait;
    this.scene({ ids: [], map: new Float32Array(0), labels: new Int32Array(0) }, 0, words.axes(null));
    need("learning", HTMLElement).hidden = true;
  }

  /** @param {ProgressDetail} moment @param {number} milliseconds */
  #moment({ stage, done, total, losses, frame, ids }, milliseconds) {
    if (stage === "map") {
      if (frame && ids) this.scene({ ids, map: frame.map, labels: frame.labels }, milliseconds, words.axes(null, this.engine.settings["viz"]));
      return;
    }
    if (losses) this.#losses[done - 1] = losses;
    this.#learning(this.#losses.filter(Boolean), total, frame?.activeUnits);
    if (frame && ids) this.scene({ ids, map: frame.map, labels: frame.labels }, milliseconds, words.axes(null));
  }

  /** @param {Losses[]} losses @param {number} epochs @param {number} [active] @param {number | null} [best] */
  #learning(losses, epochs, active, best = null) {
    need("learning", HTMLElement).hidden = epochs === 0;
    this.chart.show(losses, epochs, best);
    if (active !== undefined) need("learning-now", HTMLElement).textContent = words.activeUnits(active);
  }
}
