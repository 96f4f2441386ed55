// @ts-check
/**
 * essentia.js (AGPL-3.0; measured here and never shipped): MFCCs of the bench page's noise, with the settings that
 * agree with librosa.
 *
 * Its own `MFCC` makes its filters and cosines anew for every frame, which takes three times as long as its `MelBands`; so
 * only the bands are asked of it, and decibels and cosines are computed here.
 */
import { EssentiaWASM } from "./node_modules/essentia.js/dist/essentia-wasm.es.js";
import Essentia from "./node_modules/essentia.js/dist/essentia.js-core.es.js";
import { answerWith } from "../../www/bench/answer.js";
import { RATE } from "../../www/bench/load.js";
import { BANDS, COEFFICIENTS, FRAME, framesOf, meansOf } from "./frames.js";

const essentia = new Essentia(EssentiaWASM);

/** The orthonormal DCT-II, row by row. */
const cosines = Array.from({ length: COEFFICIENTS }, (_, k) =>
  Float64Array.from({ length: BANDS }, (_, band) =>
    Math.sqrt((k === 0 ? 1 : 2) / BANDS) * Math.cos((Math.PI * k * (2 * band + 1)) / (2 * BANDS))));

/** @param {Float32Array} samples */
function mfcc(samples) {
  const frame = essentia.arrayToVector(samples);
  const windowed = essentia.Windowing(frame, false, FRAME, "hann", 0, false).frame;
  const spectrum = essentia.Spectrum(windowed, FRAME).spectrum;
  const bands = essentia.MelBands(
    spectrum, RATE / 2, FRAME / 2 + 1, false, 0, "unit_tri", BANDS, RATE, "power", "slaneyMel", "linear",
  ).bands;
  const decibels = essentia.vectorToArray(bands).map((/** @type {number} */ power) => 10 * Math.log10(Math.max(power, 1e-10)));
  for (const vector of [frame, windowed, spectrum, bands]) vector.delete();
  return cosines.map((row) => row.reduce((sum, cosine, band) => sum + cosine * decibels[band], 0));
}

answerWith({
  mfcc: (seconds) => {
    const frames = framesOf(seconds);
    return () => meansOf(frames.map(mfcc));
  },
});
