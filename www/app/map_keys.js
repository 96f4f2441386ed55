// @ts-check
/**
 * The map by keyboard: arrows walk, Enter or Space plays, Esc stops, plus, minus and 0 zoom. L takes the lasso; S takes the song to the
 * chosen ones, G its whole group; Esc lets go of them when nothing plays.
 */

import { songTowards } from "./map_geometry.js";

/** @type {Record<string, [number, number]>} */
const DIRECTIONS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };

/**
 * @param {import("./map_view.js").MapView} map
 * @param {(index: number) => void} choose
 * @param {import("./map_lasso.js").Lasso} lasso
 * @param {() => boolean} playing
 */
export function startKeys(map, choose, lasso, playing) {
  map.canvas.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    // By the letter where the keyboard writes it, by its place where it writes another script.
    const pressed = (/** @type {string} */ letter) => event.key.toLowerCase() === letter || (event.key.length === 1 && event.key > "\u007f" && event.code === `Key${letter.toUpperCase()}`);
    const count = map.scene.ids.length;
    const direction = DIRECTIONS[event.key];
    const current = map.hovered >= 0 ? map.hovered : map.selected;
    if (direction && count > 0) {
      const next = current < 0 ? middlemost(map) : songTowards(map.scene.map, current, direction, map.range);
      map.reveal(next);
      map.hover(next);
    } else if ((event.key === "Enter" || event.key === " ") && current >= 0) choose(current);
    else if (event.key === "+" || event.key === "=") map.zoom(1.4);
    else if (event.key === "-") map.zoom(1 / 1.4);
    else if (event.key === "0") map.whole();
    else if (pressed("l")) lasso.toggle();
    else if (pressed("s") && current >= 0) lasso.pick(current);
    else if (pressed("g") && current >= 0) lasso.pickGroup(current);
    else if (event.key === "Escape" && (lasso.drawing || !playing()) && lasso.escape()) event.stopPropagation();
    else if (event.key === "Home" && count > 0) map.hover(0);
    else if (event.key === "End" && count > 0) map.hover(count - 1);
    else return;
    event.preventDefault();
  });
  map.canvas.addEventListener("blur", () => map.hover(-1));
}

/**
 * Where a walk begins: the song nearest to the middle of the view.
 * @param {import("./map_view.js").MapView} map
 */
function middlemost(map) {
  const { left, top, right, bottom } = map.rect;
  return Math.max(0, map.songAt([(left + right) / 2, (top + bottom) / 2], Infinity));
}
