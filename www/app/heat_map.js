// @ts-check
/** A map of bands × frames as a picture: time from left to right, low at the bottom, high at the top. */

import { colourIn } from "./colour_scale.js";

/**
 * The picture is as many pixels large as the map has values; the style sheet stretches it.
 * @param {HTMLCanvasElement} canvas
 * @param {Float32Array} values band after band, the lowest first, each frame after frame
 * @param {{bands: number, frames: number}} size
 * @param {[number, number]} scale values of the darkest and of the brightest colour
 */
export function drawHeatMap(canvas, values, { bands, frames }, scale) {
  if (canvas.width !== frames) canvas.width = frames;
  if (canvas.height !== bands) canvas.height = bands;
  const pen = canvas.getContext("2d");
  if (!pen || values.length !== bands * frames) return;
  const picture = pen.createImageData(frames, bands);
  for (let band = 0; band < bands; band += 1) {
    const row = bands - 1 - band;
    colourIn(values.subarray(band * frames, (band + 1) * frames), scale, picture.data.subarray(row * frames * 4, (row + 1) * frames * 4));
  }
  pen.putImageData(picture, 0, 0);
}
