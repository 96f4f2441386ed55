// @ts-check
/** Songs as they were and as the network rebuilt them: lines for plain numbers, pictures side by side for maps. */

import { scaleOf } from "./colour_scale.js";
import { draw, icon, make, need } from "./dom.js";
import { drawHeatMap } from "./heat_map.js";
import { networkWords, partsOf, short } from "./network_words.js";
import { songOf } from "./rows.js";
import { bordersOf, drawLines, partNames, rangeOf } from "./vector_lines.js";
import { words } from "./words.js";

/** @typedef {import("./types.js").Run} Run */
/** @typedef {import("./types.js").Track} Track */

/** So many songs are in sight at once. */
const IN_SIGHT = 4;

/**
 * @param {Run} run
 * @param {(row: number) => Track | undefined} trackAt
 * @param {(row: number) => void} choose
 */
export function showReconstructions(run, trackAt, choose) {
  const { recon } = run;
  const box = need("rebuilt", HTMLElement);
  box.hidden = recon === null || recon.rows.length === 0;
  if (!recon || box.hidden) return;
  const { columns, bands, frames } = recon;
  const isMap = bands > 0;
  need("rebuilt-why", HTMLElement).textContent = networkWords.rebuiltWhy(isMap, run.latents.shape[1], run.settings["standardize"] === "column");
  need("rebuilt-key", HTMLElement).replaceChildren(isMap ? colourKey(String(run.settings["feature"]), scaleOf([recon.original])) : lineKey());
  const song = (/** @type {Float32Array} */ all, /** @type {number} */ at) => all.subarray(at * columns, (at + 1) * columns);
  const range = rangeOf([recon.original, recon.reconstructed]);
  const scale = scaleOf([recon.original]);
  const items = recon.rows.map((row, at) => {
    const track = trackAt(row);
    const title = `${track?.title || track?.name || songOf(run, row)}`.slice(0, 300);
    const error = run.reconstruction_errors[row] ?? null;
    const [original, rebuilt] = [song(recon.original, at), song(recon.reconstructed, at)];
    const pictures = isMap
      ? [pair(title, original, rebuilt, { bands, frames }, scale, String(run.settings["feature"]))]
      : lines(title, original, rebuilt, range, partsOf(run, columns), error);
    const button = make("button", { type: "button", class: "rebuilt-song quiet", "aria-label": track?.file ? words.play(title) : words.show(title) }, icon(track?.file ? "play" : "numbers"), make("bdi", { text: title }));
    button.addEventListener("click", () => choose(row));
    const head = make("p", { class: "rebuilt-head" }, button, make("small", { text: error === null ? "" : networkWords.error(error) }));
    return make("li", {}, head, ...pictures);
  });
  need("rebuilt-list", HTMLElement).replaceChildren(...items.slice(0, IN_SIGHT));
  const more = need("rebuilt-more", HTMLElement);
  more.hidden = items.length <= IN_SIGHT;
  need("rebuilt-more-said", HTMLElement).textContent = networkWords.moreSongs(items.length - IN_SIGHT);
  need("rebuilt-rest", HTMLElement).replaceChildren(...items.slice(IN_SIGHT));
}

/**
 * @param {string} title
 * @param {Float32Array} original
 * @param {Float32Array} rebuilt
 * @param {{bands: number, frames: number}} size
 * @param {[number, number]} scale
 * @param {string} feature
 */
function pair(title, original, rebuilt, size, scale, feature) {
  const one = (/** @type {Float32Array} */ values, /** @type {string} */ which) => {
    const canvas = make("canvas", { class: "heat-map", role: "img", "aria-label": networkWords.mapLabel(title, which, size.bands, size.frames) });
    drawHeatMap(canvas, values, size, scale);
    return framed(canvas, which, feature);
  };
  return make("div", { class: "pair" }, one(original, networkWords.heard), one(rebuilt, networkWords.rebuilt));
}

/**
 * A map with the names of its axes.
 * @param {HTMLCanvasElement} canvas
 * @param {string} caption
 * @param {string} feature
 */
export function framed(canvas, caption, feature) {
  return make("figure", { class: "map-figure" },
    make("span", { class: "axis-up", "aria-hidden": "true", text: axisOf(feature) }), canvas,
    make("figcaption", {}, make("span", { text: caption }), make("span", { class: "axis-time", "aria-hidden": "true", text: networkWords.timeAxis })));
}

/** @param {string} feature */
const axisOf = (feature) => (feature === "mfcc_frames" ? networkWords.coefficientAxis : networkWords.soundAxis);

/**
 * @param {string} title
 * @param {Float32Array} original
 * @param {Float32Array} rebuilt
 * @param {[number, number]} range
 * @param {{name: string, columns: number}[]} parts
 * @param {number | null} error
 */
function lines(title, original, rebuilt, range, parts, error) {
  const svg = draw("svg", { class: "lines", role: "img", "aria-label": networkWords.linesLabel(title, original.length, error) });
  drawLines(svg, [{ class: "line-heard", values: original }, { class: "line-rebuilt", values: rebuilt }], range, bordersOf(parts));
  return [svg, partNames(parts)];
}

function lineKey() {
  return make("p", { class: "key" }, make("span", { class: "key-heard", text: networkWords.heard }), make("span", { class: "key-rebuilt", text: networkWords.rebuilt }));
}

/**
 * What the colours of a map mean.
 * @param {string} feature
 * @param {[number, number]} scale
 */
export function colourKey(feature, [low, high]) {
  const loudness = feature !== "mfcc_frames";
  const bar = make("canvas", { class: "key-colours", "aria-hidden": "true" });
  drawHeatMap(bar, Float32Array.from({ length: 64 }, (_, at) => at), { bands: 1, frames: 64 }, [0, 63]);
  const unit = loudness ? " dB" : "";
  return make("p", { class: "key" }, make("span", { text: `${loudness ? networkWords.quiet : networkWords.small} (${short(low)}${unit})` }), bar,
    make("span", { text: `${loudness ? networkWords.loud : networkWords.large} (${short(high)}${unit})` }));
}
