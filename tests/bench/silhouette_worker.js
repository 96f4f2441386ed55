// @ts-check
/** @robzzson/silhouette 0.0.7 (MIT): how well the bench page's blobs are apart. Written for Node: it is loaded through esbuild. */
import silhouetteScore from "@robzzson/silhouette";
import { answerWith } from "../../www/bench/answer.js";
import { arrays, blobsOf } from "../../www/bench/groupings.js";

answerWith({
  silhouette: (rows) => {
    const [data, blobs] = [arrays(rows), [...blobsOf(rows)]];
    return () => {
      const score = silhouetteScore(data, blobs);
      return () => ({ numbers: [score] });
    };
  },
});
