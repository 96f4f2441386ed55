// @ts-check
/** Meyda (MIT): MFCCs of the bench page's noise, 128 bands and 20 coefficients as ours. */
import "./node_modules/meyda/dist/web/meyda.js";
import { answerWith } from "../../www/bench/answer.js";
import { RATE } from "../../www/bench/load.js";
import { BANDS, COEFFICIENTS, FRAME, framesOf, meansOf } from "./frames.js";

/** What Meyda's script leaves behind. @type {any} */
const Meyda = Reflect.get(globalThis, "Meyda");
Object.assign(Meyda, {
  bufferSize: FRAME,
  sampleRate: RATE,
  melBands: BANDS,
  numberOfMFCCCoefficients: COEFFICIENTS,
  windowingFunction: "hanning",
});

answerWith({
  mfcc: (seconds) => {
    const frames = framesOf(seconds);
    return () => meansOf(frames.map((frame) => Meyda.extract("mfcc", frame)));
  },
});
