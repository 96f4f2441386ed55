// @ts-check
/** What is different between the first run and another, in words: settings, and who changed group. */

import { changedSettings } from "./compare_scores.js";
import { differenceOf, sharedLabels } from "./compare_songs.js";
import { compareWords } from "./compare_words.js";
import { make } from "./dom.js";
import { words } from "./words.js";

/** @typedef {import("./compare_songs.js").Side} Side */

/** So many songs are listed at once. */
const MOST_LISTED = 200;
/** So many are shown without being asked for. */
const FEW = 8;

/**
 * @param {Side} first
 * @param {Side} other
 * @param {boolean} clips whether the dots are clips
 * @param {{table: import("./types.js").SettingRow[], title: (id: string, side: Side) => string, mark: (label: number) => Node, agree: (one: Int32Array, two: Int32Array) => number | null, point: (id: string | null) => void, choose: (id: string, side: Side) => void}} page
 * @returns {HTMLElement}
 */
export function differenceBox(first, other, clips, page) {
  const { shared, moved, onlyFirst, onlyOther } = differenceOf(first, other);
  const box = make("section", { class: "compare-difference" },
    make("h4", { text: compareWords.against(first.run, other.run) }),
    make("p", { class: "compare-moved", text: compareWords.moved(moved.length, shared, clips) }),
    make("p", { class: "facts compare-settings", dir: "auto", text: compareWords.settings(changedSettings(page.table, first.run, other.run)) }));
  const agreement = moved.length > 0 ? page.agree(...sharedLabels(first, other)) : null;
  if (agreement !== null) box.append(make("p", { class: "facts", text: compareWords.agreement(agreement) }));
  if (moved.length > 0) box.append(folded(compareWords.who(moved.length), moved.map(({ id, from, to }) => song(id, other, page, { from, to }))));
  for (const [side, ids] of /** @type {const} */ ([[first, onlyFirst], [other, onlyOther]])) {
    if (ids.length > 0) box.append(folded(compareWords.only(side.run, ids.length, clips), ids.map((id) => song(id, side, page, null))));
  }
  return box;
}

/** A list that is made when it is opened. @param {string} title @param {(() => HTMLElement)[]} songs */
function folded(title, songs) {
  const list = make("ol", { class: "near compare-who" });
  const box = make("details", {}, make("summary", { text: title }), list);
  box.addEventListener("toggle", () => {
    if (!box.open || list.childElementCount > 0) return;
    list.append(...songs.slice(0, MOST_LISTED).map((make) => make()));
    if (songs.length > MOST_LISTED) list.append(make("li", { class: "facts", text: words.moreLines(songs.length - MOST_LISTED) }));
  });
  box.open = songs.length <= FEW;
  return box;
}

/**
 * @param {string} id
 * @param {Side} side
 * @param {Parameters<typeof differenceBox>[3]} page
 * @param {{from: number, to: number} | null} way
 */
function song(id, side, page, way) {
  return () => {
    const title = page.title(id, side);
    const marks = way ? [page.mark(way.from), make("span", { "aria-hidden": "true", text: "→" }), page.mark(way.to)] : [page.mark(side.scene.labels[side.places.get(id) ?? -1] ?? -2)];
    const button = make("button", { type: "button", "aria-label": way ? compareWords.wayIn(title, way.from, way.to) : title },
      make("span", { class: "compare-way" }, ...marks), make("bdi", { text: title }), make("small", { text: way ? compareWords.way(way.from, way.to) : "" }));
    button.addEventListener("click", () => page.choose(id, side));
    for (const name of ["pointerenter", "focus"]) button.addEventListener(name, () => page.point(id));
    for (const name of ["pointerleave", "blur"]) button.addEventListener(name, () => page.point(null));
    return make("li", {}, button);
  };
}
