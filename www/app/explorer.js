// @ts-check
/** One knob a latent unit; the decoder draws what the knobs say, as they are turned. */

import { colourKey, framed } from "./reconstructions.js";
import { scaleOf } from "./colour_scale.js";
import { draw, icon, make, need, onceAFrame } from "./dom.js";
import { drawHeatMap } from "./heat_map.js";
import { ACTIVE, byKl } from "./kl_bars.js";
import { nearestRow } from "./latent_place.js";
import { MiniMap } from "./mini_map.js";
import { networkWords, partsOf } from "./network_words.js";
import { asProblem } from "./thrown.js";
import { bordersOf, drawLines, partNames, rangeOf } from "./vector_lines.js";
import { decimal, problemWords, words } from "./words.js";

/** @typedef {import("./types.js").Run} Run */
/** @typedef {import("./types.js").Decoded} Decoded */
/** @typedef {{unit: number, slider: HTMLInputElement, value: HTMLOutputElement}} Knob */

/** So many knobs are in sight. */
const IN_SIGHT = 12;
/** A collapsed network has no active unit; so many knobs then show that turning them does nothing. */
const LEAST = 4;
/** How far a knob goes, at least: almost every song of a tidy latent space lies within three deviations. */
const REACH = 3;
/** Songs drawn below a knob, at most. */
const MOST_SONGS = 400;

export class Explorer {
  #box = need("explorer", HTMLElement);
  #knobs = need("explorer-knobs", HTMLElement);
  #picture = need("explorer-picture", HTMLElement);
  #problem = need("explorer-problem", HTMLElement);
  #start = need("explorer-start", HTMLElement);
  #backToSong = need("explorer-back", HTMLButtonElement);
  #average = need("explorer-average", HTMLButtonElement);
  #nearest = need("explorer-nearest", HTMLButtonElement);
  /** The song that is nearest now. */
  #near = -1;
  /** Whether the visitor listens to the nearest song: then the knobs stay where they are. */
  #listening = false;
  /** @type {Run | null} */
  #run = null;
  /** @type {Knob[]} */
  #all = [];
  /** The song the knobs start from. @type {{row: number, title: string} | null} */
  #song = null;
  /** The song whose condition the network is told, where it is told any; undefined: the average. @type {number | undefined} */
  #told;
  /** Where the knobs stand. */
  #latent = new Float32Array(0);
  /** What the decoder makes of the place the knobs started from. @type {Decoded | null} */
  #base = null;
  /** @type {[number, number] | null} one scale as long as one run is shown */
  #scale = null;
  /** @type {((decoded: Decoded) => void) | null} */
  #paint = null;
  #asking = false;
  #stale = false;
  #ask = onceAFrame(() => void this.#decode());

  /**
   * @param {{decode: (run: Run, latent: Float32Array, row?: number) => Promise<Decoded>}} engine
   * @param {object} hands
   * @param {(label: number) => string} hands.colour of a group
   * @param {(run: Run, row: number) => string} hands.titleOf
   * @param {(run: Run, row: number) => void} hands.choose
   */
  constructor(engine, hands) {
    this.engine = engine;
    this.hands = hands;
    this.map = new MiniMap(need("explorer-map", SVGElement), hands.colour);
    this.#backToSong.addEventListener("click", () => this.#set(this.#song));
    this.#average.addEventListener("click", () => this.#set(null));
    this.#nearest.addEventListener("click", () => {
      this.#listening = true;
      if (this.#run && this.#near >= 0) hands.choose(this.#run, this.#near);
      this.#listening = false;
    });
  }

  /** @param {Run | null} run @param {{row: number, title: string} | null} song */
  load(run, song) {
    this.#run = run?.explorable ? run : null;
    this.#box.hidden = this.#run === null;
    this.#knobs.replaceChildren();
    this.#picture.replaceChildren();
    [this.#all, this.#paint, this.#base, this.#scale] = [[], null, null, null];
    if (!this.#run) return;
    this.#build(this.#run);
    this.map.show(this.#run);
    this.#song = song;
    this.#set(song);
  }

  /** The visitor chose a song: the knobs start from it. @param {{row: number, title: string} | null} song */
  select(song) {
    if (!this.#run || (song?.row === this.#song?.row && song?.title === this.#song?.title)) return;
    this.#song = song;
    if (song && !this.#listening) this.#set(song);
    else this.#backToSong.hidden = song === null;
  }

  /** @param {Run} run */
  #build(run) {
    const kl = run.kl_per_unit;
    const spread = reaches(run);
    const order = kl.length > 0 ? byKl(kl) : [...spread.keys()].sort((one, other) => (spread[other]?.deviation ?? 0) - (spread[one]?.deviation ?? 0));
    const active = kl.length > 0 ? order.filter((unit) => (kl[unit] ?? 0) > ACTIVE) : order.filter((unit) => (spread[unit]?.deviation ?? 0) > 0);
    const seen = order.slice(0, Math.max(LEAST, Math.min(IN_SIGHT, active.length)));
    const rest = order.slice(seen.length);
    const awake = rest.filter((unit) => active.includes(unit));
    const asleep = rest.filter((unit) => !active.includes(unit));
    const knobs = (/** @type {number[]} */ units) => units.map((unit) => this.#knob(run, unit, spread[unit] ?? { low: -REACH, high: REACH, deviation: 0 }));
    this.#knobs.replaceChildren(...knobs(seen));
    for (const [units, text] of /** @type {[number[], string][]} */ ([[awake, networkWords.more(awake.length)], [asleep, networkWords.sleeping(asleep.length)]])) {
      if (units.length > 0) this.#knobs.append(make("details", { class: "more-knobs" }, make("summary", { text }), ...knobs(units)));
    }
  }

  /** @param {Run} run @param {number} unit @param {{low: number, high: number}} reach */
  #knob(run, unit, { low, high }) {
    const id = `knob-${unit}`;
    const kl = run.kl_per_unit[unit];
    const slider = make("input", { type: "range", id, min: low.toFixed(1), max: high.toFixed(1), step: "0.1", value: "0", autocomplete: "off", "aria-label": networkWords.knobLabel(unit, kl), "data-unit": String(unit) });
    const value = make("output", { for: id });
    slider.addEventListener("input", () => {
      this.#latent[unit] = Number(slider.value);
      this.#turned(networkWords.moved);
    });
    this.#all.push({ unit, slider, value });
    return make("div", { class: kl !== undefined && kl <= ACTIVE ? "knob asleep" : "knob" },
      make("label", { for: id }, networkWords.knob(unit), make("small", { text: networkWords.knobFacts(kl) })), make("div", { class: "knob-way" }, slider, rug(run, unit, low, high)), value);
  }

  /** Puts the knobs where a song is, or all at 0. @param {{row: number, title: string} | null} song */
  #set(song) {
    const run = this.#run;
    if (!run) return;
    const units = run.latents.shape[1];
    this.#latent = song ? run.latents.data.slice(song.row * units, (song.row + 1) * units) : new Float32Array(units);
    this.#told = song?.row;
    this.#base = null;
    this.#backToSong.hidden = this.#song === null;
    this.#turned(song ? networkWords.from(song.title) : networkWords.fromAverage);
  }

  /** @param {string} start */
  #turned(start) {
    for (const { unit, slider, value } of this.#all) {
      const at = this.#latent[unit] ?? 0;
      if (Number(slider.value) !== at) slider.value = String(at);
      const text = decimal(at, 1);
      slider.setAttribute("aria-valuetext", text);
      value.textContent = text;
    }
    this.#start.textContent = start;
    this.#ask();
    this.#locate();
  }

  /** Where this is on the map, and what lies nearest. */
  #locate() {
    const run = this.#run;
    if (!run) return;
    this.map.move(this.#latent);
    const { row, distance } = nearestRow(run, this.#latent);
    if (row !== this.#near || this.#nearest.textContent === "") {
      this.#near = row;
      this.#nearest.replaceChildren(icon("play"), make("bdi", { text: row < 0 ? "" : this.hands.titleOf(run, row) }));
    }
    need("explorer-distance", HTMLElement).textContent = words.distance(distance);
  }

  /** One question at a time; of those that come meanwhile only the last is asked. */
  async #decode() {
    this.#stale = true;
    if (this.#asking) return;
    this.#asking = true;
    while (this.#stale && this.#run) {
      this.#stale = false;
      const run = this.#run;
      try {
        const decoded = await this.engine.decode(run, this.#latent.slice(), this.#told);
        if (run === this.#run) this.#show(run, decoded);
      } catch (thrown) {
        if (run === this.#run) this.#fail(asProblem(thrown));
      }
    }
    this.#asking = false;
  }

  /** @param {Run} run @param {Decoded} decoded */
  #show(run, decoded) {
    this.#problem.hidden = true;
    this.#base ??= decoded;
    this.#paint ??= decoded.bands > 0 ? this.#map(run, decoded) : this.#lines(run, decoded);
    this.#paint(decoded);
  }

  /** @param {Run} run @param {Decoded} first */
  #map(run, { values, bands, frames }) {
    const scale = scaleOf([run.recon?.original ?? values]);
    const feature = String(run.settings["feature"]);
    const canvas = make("canvas", { class: "heat-map", role: "img", id: "explorer-drawing" });
    this.#picture.replaceChildren(framed(canvas, networkWords.drawn, feature), colourKey(feature, scale));
    return (/** @type {Decoded} */ decoded) => {
      drawHeatMap(canvas, decoded.values, { bands, frames }, scale);
      canvas.setAttribute("aria-label", `${networkWords.mapLabel(this.#start.textContent ?? "", networkWords.drawn, bands, frames)} ${networkWords.loudest(strongest(decoded), bands)}`);
    };
  }

  /** @param {Run} run @param {Decoded} first */
  #lines(run, { values, columns }) {
    const parts = partsOf(run, columns);
    const svg = draw("svg", { class: "lines", role: "img", id: "explorer-drawing", "aria-label": networkWords.drawnLabel(columns) });
    this.#picture.replaceChildren(svg, partNames(parts), make("p", { class: "key" },
      make("span", { class: "key-heard", text: networkWords.song }), make("span", { class: "key-rebuilt", text: networkWords.drawn })));
    this.#scale = rangeOf([run.recon?.original ?? values, values]);
    return (/** @type {Decoded} */ decoded) => {
      const [low, high] = rangeOf([decoded.values]);
      // The scale grows with what is drawn and does not shrink, so that a line that moves is the song that moves.
      const [lowest, highest] = this.#scale ?? [low, high];
      this.#scale = [Math.min(lowest, low), Math.max(highest, high)];
      drawLines(svg, [{ class: "line-heard", values: this.#base?.values ?? decoded.values }, { class: "line-rebuilt", values: decoded.values }], this.#scale, bordersOf(parts));
    };
  }

  /** @param {import("./types.js").Problem} problem */
  #fail(problem) {
    const { sentence, cure } = problemWords(problem);
    this.#problem.hidden = false;
    this.#problem.textContent = `${sentence} ${cure}`.trim();
  }
}

/**
 * How far each unit's knob goes: as far as the songs do, and some way beyond.
 * @param {Run} run
 */
function reaches({ latents: { data, shape: [rows, units] }, kl_per_unit: kl }) {
  return Array.from({ length: units }, (_, unit) => {
    let [low, high, sum, squares] = [Infinity, -Infinity, 0, 0];
    for (let row = 0; row < rows; row += 1) {
      const value = data[row * units + unit] ?? 0;
      low = Math.min(low, value);
      high = Math.max(high, value);
      sum += value;
      squares += value * value;
    }
    const mean = sum / Math.max(1, rows);
    const deviation = Math.sqrt(Math.max(0, squares / Math.max(1, rows) - mean * mean));
    const air = (high - low) * 0.15 + 0.1;
    // A plain autoencoder may put its songs anywhere; a variational one keeps them around 0.
    const least = kl.length > 0 ? REACH : 0;
    return { low: Math.floor((Math.min(-least, low - air)) * 10) / 10, high: Math.ceil((Math.max(least, high + air)) * 10) / 10, deviation };
  });
}

/**
 * Where the songs are on a unit: a line each, below its knob.
 * @param {Run} run
 * @param {number} unit
 * @param {number} low
 * @param {number} high
 */
function rug({ latents: { data, shape: [rows, units] } }, unit, low, high) {
  const step = Math.max(1, Math.ceil(rows / MOST_SONGS));
  let path = "";
  for (let row = 0; row < rows; row += step) path += `M${((((data[row * units + unit] ?? 0) - low) / (high - low)) * 1000).toFixed(1)} 0v6`;
  return draw("svg", { class: "rug", viewBox: "0 0 1000 6", preserveAspectRatio: "none", "aria-hidden": "true" }, draw("path", { d: path }));
}

/** The band with the greatest mean. @param {Decoded} decoded */
function strongest({ values, bands, frames }) {
  const sums = Array.from({ length: bands }, (_, band) => values.subarray(band * frames, (band + 1) * frames).reduce((sum, value) => sum + value, 0));
  return sums.indexOf(Math.max(...sums));
}
