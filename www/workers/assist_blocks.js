// @ts-check
/** Work on all pairs of songs, from the side of a worker that helps: see `block_crew.js`. */
import { PairWorker } from "../pkg/songscape.js";

/**
 * Computes blocks until the other side says that it is over.
 * @param {MessagePort} port
 * @param {object} sheet
 */
export async function assistBlocks(port, sheet) {
  const worker = new PairWorker(sheet);
  try {
    await new Promise((resolve, reject) => {
      port.onmessage = ({ data }) => {
        if (data.kind !== "block") {
          resolve(undefined);
          return;
        }
        try {
          const values = worker.compute(data.block);
          port.postMessage({ kind: "block", block: data.block, values }, [values.buffer]);
        } catch (error) {
          reject(error);
        }
      };
    });
  } finally {
    // After a trap the instance is dead, and freeing would trap again: the other side must hear of it first.
    port.postMessage({ kind: "end" });
    port.close();
    worker.free();
  }
}
