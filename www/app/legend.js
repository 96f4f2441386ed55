// @ts-check
/**
 * The groups under the map: name and size. A click puts a group into the background or brings it back; the button beside it chooses its songs,
 * which the map is told by its event "group".
 */

import { iconButton, make } from "./dom.js";
import { modelWords } from "./model_words.js";
import { playlistWords } from "./playlist_words.js";
import { areClips } from "./rows.js";
import { words } from "./words.js";

/**
 * @param {HTMLElement} box
 * @param {import("./map_view.js").MapView} map
 * @param {import("./signs.js").Signs} signs
 * @returns {() => void} shows the groups of the present scene
 */
export function startLegend(box, map, signs) {
  let shown = "";
  return () => {
    const sizes = groupSizes(map.scene.labels);
    const clips = areClips(map.scene.ids);
    const { ids, known = ids.length } = map.scene;
    const fresh = ids.length - known;
    const wanted = JSON.stringify([clips, sizes, fresh]);
    if (wanted === shown) return;
    shown = wanted;
    const present = new Set(sizes.map(([label]) => label));
    for (const label of map.dimmed) if (!present.has(label)) map.dimmed.delete(label);
    const grouped = sizes.some(([label]) => label >= -1);
    box.replaceChildren(...(grouped ? sizes : []).map(([label, size]) => {
      const name = words.group(label);
      const button = make("button", { type: "button", "aria-pressed": String(!map.dimmed.has(label)), title: words.hideGroup(name) },
        signs.mark(label), name, make("small", { text: words.groupCount(size, clips) }));
      button.addEventListener("click", () => {
        if (!map.dimmed.delete(label)) map.dimmed.add(label);
        button.setAttribute("aria-pressed", String(!map.dimmed.has(label)));
        map.redraw();
      });
      if (label < -1) return button;
      return make("span", { class: "legend-group" }, button, iconButton("lasso", playlistWords.chooseGroup(name), () => map.dispatchEvent(new CustomEvent("group", { detail: label }))));
    }));
    // What a ring means is told, and cannot be switched.
    if (fresh > 0) box.append(make("p", { class: "legend-fresh" }, make("span", { class: "ring", "aria-hidden": "true" }), modelWords.fresh(fresh, clips)));
  };
}

/**
 * @param {Int32Array} labels
 * @returns {[label: number, size: number][]} groups in order, noise last
 */
export function groupSizes(labels) {
  /** @type {Map<number, number>} */
  const sizes = new Map();
  for (const label of labels) sizes.set(label, (sizes.get(label) ?? 0) + 1);
  const order = (/** @type {number} */ label) => (label < 0 ? 1e9 - label : label);
  return [...sizes].sort(([one], [other]) => order(one) - order(other));
}
