// @ts-check
/** What every rival is given: the frames of the bench page's noise, centred as librosa centres them. */
import { noise } from "../../www/bench/load.js";

/** Samples in a frame, and from one to the next. */
export const FRAME = 2048;
const HOP = 512;
/** Mel bands, and coefficients made of them. */
export const BANDS = 128;
export const COEFFICIENTS = 20;

/** @param {number} seconds @returns {Float32Array[]} */
export function framesOf(seconds) {
  const samples = noise(seconds);
  const padded = new Float32Array(samples.length + FRAME);
  padded.set(samples, FRAME / 2);
  return Array.from({ length: 1 + Math.floor(samples.length / HOP) }, (_, frame) => padded.slice(frame * HOP, frame * HOP + FRAME));
}

/**
 * The mean of each coefficient over time: what our summary begins with.
 * @param {ArrayLike<number>[]} coefficients  frame by frame
 * @returns {() => {numbers: number[]}}
 */
export function meansOf(coefficients) {
  return () => ({
    numbers: Array.from({ length: COEFFICIENTS }, (_, k) => coefficients.reduce((sum, frame) => sum + frame[k], 0) / coefficients.length),
  });
}
