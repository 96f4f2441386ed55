// @ts-check
/**
 * WebAudio decodes; that is all it is asked. Mixing down, resampling and judging the samples are the engine's, so that
 * every browser hands the features the same numbers.
 */

/** What an OfflineAudioContext promises to take. */
const LOWEST_RATE = 3000;
const HIGHEST_RATE = 768000;
/** The rate to decode at where the file's own is not known. */
const USUAL_RATE = 44100;

/**
 * Decodes a whole (short) audio file at its own sample rate.
 *
 * @param {Uint8Array<ArrayBuffer>} bytes  detached by decoding
 * @param {number | null} rate  the file's own, Hz
 * @returns {Promise<{channels: Float32Array[], rate: number}>}
 * @throws {import("./types.js").Problem} `undecodable`: the browser gives one error for every cause
 */
export async function decode(bytes, rate) {
  const own = rate !== null && rate >= LOWEST_RATE && rate <= HIGHEST_RATE ? rate : USUAL_RATE;
  const context = new OfflineAudioContext(1, 1, own);
  let sound;
  try {
    sound = await context.decodeAudioData(bytes.buffer);
  } catch (error) {
    throw { code: "undecodable", message: error instanceof Error ? error.message : String(error) };
  }
  const channels = Array.from({ length: sound.numberOfChannels }, (_, index) => sound.getChannelData(index));
  return { channels, rate: sound.sampleRate };
}
