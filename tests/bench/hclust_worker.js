// @ts-check
/**
 * ml-hclust 4 (MIT): Ward's groups of the bench page's points. Its `ward2` is what others call Ward. It asks for packages by
 * their bare names: it is loaded through esbuild.
 */
import { agnes } from "ml-hclust";
import { answerWith } from "../../www/bench/answer.js";
import { GROUPS, arrays } from "../../www/bench/groupings.js";

answerWith({
  ward: (rows) => {
    const data = arrays(rows);
    return () => {
      const tree = agnes(data, { method: "ward2" });
      return () => {
        const labels = new Int32Array(rows);
        tree.group(GROUPS).children.forEach((part, group) => part.indices().forEach((row) => { labels[row] = group; }));
        return { numbers: labels };
      };
    };
  },
});
