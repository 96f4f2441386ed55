// @ts-check
/** What is said of a map that was loaded from a file. */

import { count, songs, whole, words } from "./words.js";

/** @typedef {import("./types.js").Model} Model */
/** @typedef {import("./types.js").Run} Run */

/** What places the songs, by the setting `baseline`. @type {Record<string, string>} */
const PLACES = { pca: "principal components", raw: "the numbers themselves" };

export const modelWords = {
  place: "Put my songs on this map",
  show: "Show this map",
  about: (/** @type {Model} */ { settings, ids, song_ids, groups, features, units, parameters, condition }) => {
    const all = new Set(song_ids).size;
    const dots = ids.length === all ? songs(all) : `${count(ids.length, "clip", "clips")} of ${songs(all)}`;
    const network = parameters > 0 ? `a network (${settings["vae_arch"]}) of ${whole(parameters)} numbers` : PLACES[String(settings["baseline"])] ?? "";
    const told = condition ? `it is told the column ${settings["cond_col"]}` : "";
    return words.facts([
      `${dots} in ${count(groups, "group", "groups")}`,
      words.features[String(settings["feature"])] ?? String(settings["feature"]),
      `${whole(features)} → ${whole(units)} ${units === 1 ? "number" : "numbers"} a song`,
      network,
      told,
    ]);
  },
  placed: (/** @type {Run} */ run) => {
    const { known = 0, songs: own = 0 } = run.placed ?? {};
    const added = new Set(run.song_ids.slice(known)).size;
    return added === 0 ? `All dots are the map's own ${songs(own)}.` : `${songs(added)} of yours ${added === 1 ? "is" : "are"} new on it, with a ring around the dot; nothing was learned again.`;
  },
  fresh: (/** @type {number} */ number, /** @type {boolean} */ clips) => `new: ${clips ? count(number, "clip", "clips") : songs(number)}`,
  isFresh: "new on this map",
  absent: "of the map's own songs, not here",
};
