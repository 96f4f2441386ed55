// @ts-check
/** density-clustering 1.3 (MIT): DBSCAN of the bench page's points. Written for Node: it is loaded through esbuild. */
import { DBSCAN } from "density-clustering";
import { answerWith } from "../../www/bench/answer.js";
import { DENSITY, arrays } from "../../www/bench/groupings.js";

answerWith({
  dbscan: (rows) => {
    const data = arrays(rows);
    return () => {
      /** @type {number[][]} */
      const groups = new DBSCAN().run(data, DENSITY.eps, DENSITY.samples);
      return () => {
        const labels = new Int32Array(rows).fill(-1);
        groups.forEach((members, group) => members.forEach((row) => { labels[row] = group; }));
        return { numbers: labels };
      };
    };
  },
});
