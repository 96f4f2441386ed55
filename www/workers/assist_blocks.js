// @ts-check
/** Work on all pairs of songs, from the side of a worker that helps: see `block_crew.js`. */
import { PairWorker } from "../pkg/songscape.js";

/**
 * Computes blocks until the other side says that it is over.
 * @param {MessagePort} port
 * @param {object} first   the sheet to begin with
 */
export async function assistBlocks(port, first) {
  /** @type {PairWorker | undefined} */
  let worker;
  try {
    worker = new PairWorker(first);
    await new Promise((resolve, reject) => {
      port.onmessage = ({ data }) => {
        try {
          if (data.kind === "sheet") {
            worker?.free();
            worker = undefined;
            worker = new PairWorker(data.sheet);
          } else if (data.kind === "block" && worker) {
            const values = worker.compute(data.block);
            port.postMessage({ kind: "block", block: data.block, values }, [values.buffer]);
          } else {
            resolve(undefined);
          }
        } catch (error) {
          reject(error);
        }
      };
    });
  } finally {
    // After a trap the instance is dead, and freeing would trap again: the other side must hear of it first.
    port.postMessage({ kind: "end" });
    port.close();
    worker?.free();
  }
}
