// @ts-check
/** Songscape measured: the page's own module, through the functions that the page's workers call. */
import init, { Listener, describeLyrics } from "../pkg/songscape.js";
import { answerWith } from "./answer.js";
import { RATE, noise, songs } from "./load.js";

/** Directions of the decomposition, and the terms it starts from: those of a hybrid. */
const DIRECTIONS = 128;
const MOST_TERMS = 20_000;

/**
 * @param {object} request
 * @param {(seconds: number) => {channels: Float32Array[], rate: number}} sound
 */
function listening(request, sound) {
  return (/** @type {number} */ seconds) => {
    const listener = new Listener({ max_seconds: seconds });
    const { channels, rate } = sound(seconds);
    return () => {
      /** @type {Record<string, Float32Array>} */
      const features = listener.listen(channels, rate, request).features;
      return () => ({ numbers: Object.values(features).flatMap((values) => Array.from(values)) });
    };
  };
}

/** @param {object} settings */
function counting(settings) {
  return (/** @type {number} */ count) => {
    const lyrics = songs(count);
    return () => {
      const { terms, values, singularValues } = describeLyrics(lyrics, settings);
      return () => ({ names: terms, numbers: singularValues ?? values });
    };
  };
}

const clip = (/** @type {number} */ seconds) => ({ channels: [noise(seconds)], rate: RATE });
const decoded = (/** @type {number} */ seconds) => ({
  channels: [noise(seconds, 2 * RATE, 42), noise(seconds, 2 * RATE, 43)],
  rate: 2 * RATE,
});

await init();
answerWith({
  mfcc: listening({ mfcc: true }, clip),
  logmelspec: listening({ logmelspec: true }, clip),
  both: listening({ mfcc: true, logmelspec: true }, clip),
  decoded: listening({ mfcc: true, logmelspec: true }, decoded),
  char_wb: counting({ lyrics_tokens: "char_wb" }),
  word: counting({ lyrics_tokens: "word" }),
  svd: counting({ lyrics_tokens: "char_wb", max_features: MOST_TERMS, lyrics_embed_dim: DIRECTIONS }),
});
