// @ts-check
/**
 * Choosing songs on the map: a loop drawn by hand around them, or one after the other by click or key. The chosen ones wear a ring, on a
 * canvas of its own above the map.
 */

import { need, onceAFrame } from "./dom.js";
import { lassoWords } from "./edit_words.js";
import { fromPixels, songsInside, toPixels } from "./map_geometry.js";

/** @typedef {import("./types.js").Track} Track */
/** @typedef {"set" | "add" | "remove"} Way */

/** Pixels between two points of the loop. */
const STEP = 3;
const RING = 9.5;
/** Where there are very many songs. */
const SMALL_RING = 5.5;
const MANY = 400;
/** Pixels, across and along, in which very many songs are one spot. */
const SPOT = 3;

/** Events: "change" (the tool was taken or put away, or its way changed). */
export class Lasso extends EventTarget {
  active = false;
  /** What the next loop does; Shift and Alt say otherwise. @type {Way} */
  way = "set";
  #marks = need("map-marks", HTMLCanvasElement);
  #button = need("lasso", HTMLButtonElement);
  /** In the map's units, so that it stays where it is when the map is moved. @type {[number, number][] | null} */
  #loop = null;
  /** @type {Way} */
  #wayNow = "set";
  /** @type {Set<Track> | null} what would be chosen if the loop were let go now */
  #preview = null;
  /** The song of each dot, asked once a scene and selection. @type {{ids: string[], tracks: (Track | undefined)[]}} */
  #dots = { ids: [], tracks: [] };
  #draw = onceAFrame(() => this.#frame());

  /**
   * @param {import("./map_view.js").MapView} map
   * @param {import("./selection.js").Selection} selection
   * @param {(index: number) => Track | undefined} trackAt the song of a dot
   */
  constructor(map, selection, trackAt) {
    super();
    this.map = map;
    this.selection = selection;
    this.trackAt = trackAt;
    this.#button.addEventListener("click", () => this.toggle());
    map.addEventListener("drawn", () => this.#frame());
    map.addEventListener("group", (event) => this.#pickLabel(/** @type {CustomEvent<number>} */ (event).detail));
    selection.addEventListener("change", () => {
      this.#dots = { ids: [], tracks: [] };
      this.#draw();
    });
  }

  toggle(active = !this.active) {
    if (active === this.active) return;
    this.active = active;
    this.cancel();
    this.#button.setAttribute("aria-pressed", String(active));
    this.map.canvas.classList.toggle("lasso", active);
    this.map.drawnOn = active;
    this.#tell();
  }

  /** @param {Way} way */
  choose(way) {
    this.way = way;
    this.#tell();
  }

  get drawing() {
    return this.#loop !== null;
  }

  /** How many songs would be chosen if the loop were let go now. */
  get count() {
    return this.#preview ? this.#preview.size : this.selection.size;
  }

  /** @param {[number, number]} at pixels @param {{shiftKey: boolean, altKey: boolean}} event */
  begin(at, { shiftKey, altKey }) {
    this.#wayNow = altKey ? "remove" : shiftKey ? "add" : this.way;
    this.#loop = [this.#place(at)];
    this.#dots = { ids: [], tracks: [] };
    this.map.hover(-1);
  }

  /** @param {[number, number]} at pixels */
  move(at) {
    const last = this.#loop?.at(-1);
    if (!this.#loop || !last) return;
    const [x, y] = toPixels(this.map.range, this.map.rect, ...last);
    if (Math.hypot(at[0] - x, at[1] - y) < STEP) return;
    this.#loop.push(this.#place(at));
    this.#preview = this.selection.with(this.#inside(), this.#wayNow);
    this.#tell();
    this.#draw();
  }

  /** The loop is let go: what is inside is chosen. */
  end() {
    const chosen = this.#preview;
    this.cancel();
    if (chosen) this.selection.set(chosen);
  }

  /** The loop is given up. */
  cancel() {
    if (!this.#loop) return;
    this.#loop = null;
    this.#preview = null;
    this.#tell();
    this.#draw();
  }

  /** Takes one song to the chosen ones, or from them. @param {number} index */
  pick(index) {
    const track = this.trackAt(index);
    if (!track) return;
    this.selection.toggle(track);
    need("map-now", HTMLElement).textContent = lassoWords.picked(track.title || track.name, this.selection.has(track), this.selection.size);
  }

  /** The song's whole group. @param {number} index */
  pickGroup(index) {
    this.#pickLabel(this.map.scene.labels[index] ?? -2);
  }

  /** Takes a whole group to the chosen ones, or from them if they are all there. @param {number} label */
  #pickLabel(label) {
    const { labels } = this.map.scene;
    if (label < -1) return;
    const all = [...labels.keys()].filter((other) => labels[other] === label).flatMap((other) => this.trackAt(other) ?? []);
    this.selection.set(this.selection.with(all, all.every((track) => this.selection.has(track)) ? "remove" : "add"));
    need("map-now", HTMLElement).textContent = lassoWords.chosen(this.selection.size);
  }

  /** Esc: gives up the loop, or lets go of the songs, or puts the tool away. @returns {boolean} whether there was anything to do */
  escape() {
    if (this.drawing) this.cancel();
    else if (this.selection.size > 0) this.selection.clear();
    else if (this.active) this.toggle(false);
    else return false;
    return true;
  }

  /** @param {[number, number]} at @returns {[number, number]} */
  #place(at) {
    return fromPixels(this.map.range, this.map.rect, ...at);
  }

  /** Songs in groups that were put into the background stay out. */
  #inside() {
    const { map } = this;
    const tracks = this.#tracks();
    return songsInside(map.places, this.#loop ?? []).filter((index) => !map.dimmed.has(map.scene.labels[index] ?? -2)).flatMap((index) => tracks[index] ?? []);
  }

  #tracks() {
    const { ids } = this.map.scene;
    if (this.#dots.ids !== ids) this.#dots = { ids, tracks: ids.map((_, index) => this.trackAt(index)) };
    return this.#dots.tracks;
  }

  #tell() {
    this.dispatchEvent(new Event("change"));
  }

  #frame() {
    const { map } = this;
    const { clientWidth: width, clientHeight: height } = map.canvas;
    const marks = this.#marks;
    const chosen = this.#preview ?? this.selection;
    marks.hidden = !this.#loop && chosen.size === 0;
    if (marks.hidden) return;
    const ratio = Math.min(3, devicePixelRatio || 1);
    const [across, along] = [Math.round(width * ratio), Math.round(height * ratio)];
    if (marks.width !== across) marks.width = across;
    if (marks.height !== along) marks.height = along;
    const sheet = marks.getContext("2d");
    if (!sheet) return;
    sheet.setTransform(ratio, 0, 0, ratio, 0, 0);
    sheet.clearRect(0, 0, width, height);
    const style = getComputedStyle(marks);
    this.#rings(sheet, chosen, style);
    this.#outline(sheet, style);
  }

  /** @param {CanvasRenderingContext2D} sheet @param {{has: (track: Track) => boolean}} chosen @param {CSSStyleDeclaration} style */
  #rings(sheet, chosen, style) {
    const { map } = this;
    const { left, top, right, bottom } = map.rect;
    const radius = map.scene.ids.length > MANY ? SMALL_RING : RING;
    sheet.save();
    sheet.beginPath();
    sheet.rect(left, top, right - left, bottom - top);
    sheet.clip();
    /** @type {Map<unknown, [number, number]>} */
    const discsAt = new Map();
    const many = map.scene.ids.length > MANY;
    this.#tracks().forEach((track, index) => {
      if (!track || !chosen.has(track)) return;
      const at = map.place(index);
      const [x, y] = at;
      if (x < left - radius || x > right + radius || y < top - radius || y > bottom + radius) return;
      // Of very many, those in one and the same spot need one disc.
      discsAt.set(many ? Math.round(x / SPOT) * 65_536 + Math.round(y / SPOT) : index, at);
    });
    const places = [...discsAt.values()];
    const discs = (/** @type {number} */ size, /** @type {string} */ colour) => {
      sheet.beginPath();
      for (const [x, y] of places) {
        sheet.moveTo(x + size, y);
        sheet.arc(x, y, size, 0, 2 * Math.PI);
      }
      sheet.fillStyle = colour;
      sheet.fill();
    };
    // One line around all that lie together: rings of their own would hide dots that lie close.
    discs(radius + 3.5, style.getPropertyValue("--plate"));
    discs(radius + 2.3, style.getPropertyValue("--ring"));
    sheet.globalCompositeOperation = "destination-out";
    discs(radius, "#000");
    sheet.restore();
  }

  /** @param {CanvasRenderingContext2D} sheet @param {CSSStyleDeclaration} style */
  #outline(sheet, style) {
    const [first, ...others] = (this.#loop ?? []).map(([x, y]) => toPixels(this.map.range, this.map.rect, x, y));
    if (!first) return;
    sheet.beginPath();
    sheet.moveTo(...first);
    for (const point of others) sheet.lineTo(...point);
    const colour = style.getPropertyValue("--ring");
    sheet.fillStyle = colour;
    sheet.globalAlpha = 0.1;
    sheet.fill();
    sheet.globalAlpha = 1;
    sheet.strokeStyle = colour;
    sheet.lineWidth = 1.75;
    sheet.lineJoin = "round";
    sheet.stroke();
    sheet.setLineDash([4, 5]);
    sheet.beginPath();
    sheet.moveTo(...(others.at(-1) ?? first));
    sheet.lineTo(...first);
    sheet.stroke();
    sheet.setLineDash([]);
  }
}
