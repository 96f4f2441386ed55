// @ts-check
/** The map on its canvas: what is in view, the way from one scene to the next, what is chosen. The drawing itself is Rust's. */

import { calm, onceAFrame } from "./dom.js";
import { betweenRanges, betweenScenes, fitRange, fromPixels, rowsBetween, songAt, toPixels, zoomRange } from "./map_geometry.js";
import { isDark } from "./theme.js";
import { words } from "./words.js";

/** @typedef {import("./map_geometry.js").Scene} Scene */
/** @typedef {import("./map_geometry.js").Range} Range */
/** @typedef {import("./map_geometry.js").Rect} Rect */
/** @typedef {{from: Scene, fromRange: Range, rows: Int32Array | null, start: number, milliseconds: number}} Journey */

/** Milliseconds after which a frame is late. */
const LATE = 45;
/** Songs from which on they are drawn as a crowd of pixels, and one device pixel must do. */
const MANY = 500;

/** @type {Scene} */
const EMPTY = { ids: [], map: new Float32Array(0), labels: new Int32Array(0) };

export class MapView extends EventTarget {
  /** @type {Scene} where the map is going, or is */
  scene = EMPTY;
  selected = -1;
  hovered = -1;
  /** @type {[string, string]} */
  axisLabels = words.axes(null);
  /** @type {Set<number>} labels the visitor has put into the background */
  dimmed = new Set();
  /** @type {Float32Array} where the songs are at this moment */
  places = EMPTY.map;
  /** @type {Range} */
  range = { x: [0, 1], y: [0, 1] };
  /** @type {Rect} */
  rect = { left: 58, top: 10, right: 588, bottom: 352 };
  /** @type {Range | null} what the visitor zoomed to */
  #chosenRange = null;
  /** @type {Journey | null} */
  #journey = null;
  #ready = false;
  #drawnOn = false;
  #draw = onceAFrame(() => this.#frame());
  /** Frames in a row that came late, and whether there were too many of them. */
  #late = { row: 0, always: false };
  #lastFrame = 0;
  /** What all songs need, worked out once a scene: the range of all of them, who is dimmed, who has a ring. */
  #fit = remembered(fitRange);
  #hidden = remembered((/** @type {Int32Array} */ labels, /** @type {string} */ dimmed) => marked(labels, (label) => this.dimmed.has(label), dimmed !== ""));
  #ringed = remembered((/** @type {Int32Array} */ labels, /** @type {number} */ known) => marked(labels, (_, index) => index >= known, true));
  /** What the map was last drawn from, but for the chosen songs. @type {unknown[]} */
  #drawnFrom = [];

  /**
   * @param {HTMLCanvasElement} canvas
   * @param {import("./songscape.js").Songscape} engine
   */
  constructor(canvas, engine) {
    super();
    this.canvas = canvas;
    this.engine = engine;
    new ResizeObserver(() => this.redraw()).observe(canvas);
  }

  /** From now on the engine can draw. */
  begin() {
    this.#ready = true;
    this.redraw();
  }

  /**
   * @param {Scene} scene
   * @param {number} milliseconds how long the songs take to get there
   */
  show(scene, milliseconds) {
    const from = { ids: this.scene.ids, map: this.places, labels: this.scene.labels };
    const chosen = this.scene.ids[this.selected];
    const first = this.scene.ids.length === 0;
    this.scene = scene;
    this.selected = chosen === undefined ? -1 : scene.ids.indexOf(chosen);
    if (this.hovered >= scene.ids.length) this.hovered = -1;
    const still = first || calm() || milliseconds <= 0;
    this.#journey = still ? null : { from, fromRange: this.range, rows: rowsBetween(from, scene), start: performance.now(), milliseconds };
    this.redraw();
  }

  /** @param {number} index −1 for none */
  select(index) {
    if (index === this.selected) return;
    this.selected = index;
    this.redraw();
    this.dispatchEvent(new CustomEvent("select", { detail: index }));
  }

  /** @param {number} index −1 for none */
  hover(index) {
    if (index === this.hovered) return;
    this.hovered = index;
    this.redraw();
    this.dispatchEvent(new CustomEvent("hover", { detail: index }));
  }

  redraw() {
    this.#draw();
  }

  /** @returns {boolean} whether the visitor has zoomed in */
  get zoomed() {
    return this.#chosenRange !== null;
  }

  /**
   * @param {number} factor above 1 = closer
   * @param {[number, number]} [at] pixels; the middle when absent
   */
  zoom(factor, at) {
    const { left, top, right, bottom } = this.rect;
    const [x, y] = at ?? [(left + right) / 2, (top + bottom) / 2];
    const next = zoomRange(this.range, factor, fromPixels(this.range, this.rect, x, y));
    const closeness = this.#closeness(next);
    if (closeness > 400) return;
    this.#look(closeness < 0.98 ? null : next);
  }

  /** @param {number} dx pixels @param {number} dy pixels */
  pan(dx, dy) {
    const [x0, y0] = fromPixels(this.range, this.rect, 0, 0);
    const [x1, y1] = fromPixels(this.range, this.rect, dx, dy);
    const { x, y } = this.range;
    this.#look({ x: [x[0] + x0 - x1, x[1] + x0 - x1], y: [y[0] + y0 - y1, y[1] + y0 - y1] });
  }

  whole() {
    this.#look(null);
  }

  /** Brings a song into view when it is outside. @param {number} index */
  reveal(index) {
    const [x, y] = [this.scene.map[2 * index] ?? NaN, this.scene.map[2 * index + 1] ?? NaN];
    const { x: across, y: along } = this.range;
    const inside = x >= across[0] && x <= across[1] && y >= along[0] && y <= along[1];
    if (inside || !this.#chosenRange || !Number.isFinite(x + y)) return;
    const half = [(across[1] - across[0]) / 2, (along[1] - along[0]) / 2];
    this.#look({ x: [x - half[0], x + half[0]], y: [y - half[1], y + half[1]] });
  }

  /** @param {[number, number]} at pixels @param {number} reach */
  songAt(at, reach) {
    return songAt(this.places, this.range, this.rect, at, reach);
  }

  /** Where a song is on the canvas. @param {number} index @returns {[number, number]} */
  place(index) {
    return toPixels(this.range, this.rect, this.places[2 * index] ?? NaN, this.places[2 * index + 1] ?? NaN);
  }

  /** Whether a finger on the map draws, and so does not scroll the page. @param {boolean} drawn */
  set drawnOn(drawn) {
    this.#drawnOn = drawn;
    this.#touch();
  }

  #touch() {
    this.canvas.style.touchAction = this.#chosenRange || this.#drawnOn ? "none" : "pan-y";
  }

  /** @param {Range | null} range */
  #look(range) {
    this.#chosenRange = range;
    this.#touch();
    if (this.#journey && range) this.#journey.fromRange = range;
    this.redraw();
  }

  /** How many times closer than all songs a range is. @param {Range} range */
  #closeness({ x: [left, right] }) {
    const { x } = this.#fit(this.scene.map, this.#aspect());
    return (x[1] - x[0]) / (right - left);
  }

  #aspect() {
    const { left, top, right, bottom } = this.rect;
    return (right - left) / Math.max(1, bottom - top);
  }

  #frame() {
    const { clientWidth: width, clientHeight: height } = this.canvas;
    if (!this.#ready || width < 100 || height < 100) return;
    const end = this.#chosenRange ?? this.#fit(this.scene.map, this.#aspect());
    const journey = this.#journey;
    const part = journey ? Math.min(1, (performance.now() - journey.start) / journey.milliseconds) : 1;
    const eased = journey && journey.milliseconds > 200 ? part * part * (3 - 2 * part) : part;
    this.places = journey ? betweenScenes(journey.from, this.scene, eased, journey.rows) : this.scene.map;
    this.range = journey && !this.#chosenRange ? betweenRanges(journey.fromRange, end, eased) : end;
    if (part >= 1) this.#journey = null;
    this.drawOn(this.canvas, { width, height, ratio: this.#ratio(journey !== null) });
    this.dispatchEvent(new Event("drawn"));
    if (this.#journey) this.redraw();
  }

  /**
   * Sharper than the screen, so that dots glide and do not hop from pixel to pixel; on a machine that cannot keep up, and for very
   * many songs, as sharp as the screen.
   * @param {boolean} moving
   */
  #ratio(moving) {
    const now = performance.now();
    const late = moving && now - this.#lastFrame > LATE && now - this.#lastFrame < 1000;
    this.#lastFrame = now;
    this.#late.row = late ? this.#late.row + 1 : 0;
    this.#late.always ||= this.#late.row > 4;
    return this.#late.always || this.scene.ids.length > MANY ? Math.min(3, devicePixelRatio || 1) : sharpness();
  }

  /**
   * @param {HTMLCanvasElement} canvas
   * @param {{width: number, height: number, ratio: number, legend?: {label: number, text: string}[]}} picture
   */
  drawOn(canvas, { width, height, ratio, legend = [] }) {
    const [across, along] = [Math.round(width * ratio), Math.round(height * ratio)];
    if (canvas.width !== across) canvas.width = across;
    if (canvas.height !== along) canvas.height = along;
    const { labels, known, strengths = null } = this.scene;
    const crowd = canvas === this.canvas && labels.length > MANY;
    const lists = {
      hidden: this.#hidden(labels, [...this.dimmed].join()),
      ringed: known === undefined ? null : this.#ringed(labels, known),
      strengths,
    };
    const look = {
      dark: isDark(),
      fontFamily: getComputedStyle(document.documentElement).fontFamily,
      axisLabels: width < 520 ? words.axesNarrow(this.axisLabels) : this.axisLabels,
    };
    const drawnFrom = [this.places, labels, ...Object.values(lists), look.dark, look.fontFamily, ...look.axisLabels, width, height, ratio, ...this.range.x, ...this.range.y];
    const unchanged = crowd && drawnFrom.length === this.#drawnFrom.length && drawnFrom.every((part, index) => part === this.#drawnFrom[index]);
    if (canvas === this.canvas) this.#drawnFrom = drawnFrom;
    const rect = this.engine.drawMap(canvas, {
      width,
      height,
      ratio,
      points: this.places,
      labels,
      range: this.range,
      closeness: this.#closeness(this.range),
      ...lists,
      ...look,
      selected: this.selected,
      hovered: this.hovered,
      legend,
      crowd,
      unchanged,
    });
    if (canvas !== this.canvas) return;
    const aspect = this.#aspect();
    this.rect = rect;
    // The first drawing, and each one in a new size, only now knows the plot's shape.
    if (Math.abs(this.#aspect() - aspect) > 0.01 && !this.#journey) this.redraw();
  }
}

/**
 * A function of what a scene consists of and of one thing more, worked out again only when one of them is another one.
 * @template Of, With, Result
 * @param {(of: Of, how: With) => Result} work
 * @returns {(of: Of, how: With) => Result}
 */
function remembered(work) {
  /** @type {{of: Of, how: With, result: Result} | null} */
  let last = null;
  return (of, how) => {
    if (last === null || last.of !== of || last.how !== how) last = { of, how, result: work(of, how) };
    return last.result;
  };
}

/**
 * A 1 for each song of which something is true; nothing if it is of none.
 * @param {Int32Array} labels
 * @param {(label: number, index: number) => boolean} is
 * @param {boolean} some
 * @returns {Uint8Array | null}
 */
function marked(labels, is, some) {
  return some ? Uint8Array.from(labels, (label, index) => (is(label, index) ? 1 : 0)) : null;
}

/** Device pixels a CSS pixel where beauty counts more than speed. */
export function sharpness() {
  return Math.min(3, Math.max(2, devicePixelRatio || 1));
}
