// @ts-check
/** Training by several workers, from the side of one that helps: see `crew.js`. For other work see `assist_blocks.js`. */
import { Replica } from "../pkg/songscape.js";
import { assistBlocks } from "./assist_blocks.js";

/** @typedef {import("./crew.js").Share} Share */
/** @typedef {{kind: "lesson", lesson: object, parts: [number, number][], part: number} | {kind: "sheet", sheet: object}} Task */

/**
 * Helps until the work is over or the other side says so.
 * @param {MessagePort} port
 * @param {() => Promise<void>} nextTurn
 */
export async function assist(port, nextTurn) {
  /** @type {Map<string, Share>} */
  const shares = new Map();
  let ended = false;
  let heard = () => {};
  /** @type {Promise<Task | undefined>} */
  const task = new Promise((resolve) => {
    port.onmessage = ({ data }) => {
      if (data.kind === "lesson" || data.kind === "sheet") resolve(data);
      else if (data.kind === "share") shares.set(`${data.batch}:${data.part}`, data.share);
      else {
        ended = true;
        resolve(undefined);
      }
      heard();
    };
  });
  const given = await task;
  if (!given) return;
  if (given.kind === "sheet") {
    await assistBlocks(port, given.sheet);
    return;
  }
  const { lesson, parts, part } = given;
  const replica = new Replica(lesson);
  try {
    for (let batch = 0; !ended && !replica.isOver(); batch += 1) {
      const [first, last] = parts[part];
      let share = null;
      while (share === null && !ended) {
        share = replica.work(first, last);
        await nextTurn();
      }
      if (ended) break;
      port.postMessage({ kind: "share", batch, part, share });
      shares.set(`${batch}:${part}`, share);
      const keys = parts.map((_, place) => `${batch}:${place}`);
      while (!ended && !keys.every((key) => shares.has(key))) {
        await new Promise((resolve) => {
          heard = () => resolve(undefined);
        });
      }
      if (ended) break;
      replica.absorb(keys.map((key) => shares.get(key)));
      for (const key of keys) shares.delete(key);
    }
  } finally {
    replica.free();
    // If this worker could not go on, the other goes on alone.
    port.postMessage({ kind: "end" });
    port.close();
  }
}
