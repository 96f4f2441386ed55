// @ts-check
/** The numbers that describe a song as lines: one beside another, the first number on the left. */

import { draw, make } from "./dom.js";

/** Size of the drawing's own plane; the style sheet stretches it. */
const [WIDE, TALL] = [1000, 200];
/** With more numbers than this, neighbours share a place, and what is highest and lowest among them is drawn. */
const MOST_PLACES = 700;

/** @typedef {{class: string, values: Float32Array}} Line */

/**
 * The least and the greatest value of some lines, with zero and a little air.
 * @param {Float32Array[]} lines
 * @returns {[number, number]}
 */
export function rangeOf(lines) {
  let [low, high] = [0, 0];
  for (const values of lines) {
    for (const value of values) {
      if (value < low) low = value;
      if (value > high) high = value;
    }
  }
  const air = (high - low) * 0.04 || 1;
  return [low - air, high + air];
}

/**
 * @param {SVGElement} svg
 * @param {Line[]} lines the last lies on top
 * @param {[number, number]} range
 * @param {number[]} [borders] where one part of the numbers ends and the next begins
 */
export function drawLines(svg, lines, [low, high], borders = []) {
  const columns = lines[0]?.values.length ?? 0;
  const along = (/** @type {number} */ value) => (TALL * (1 - (Math.max(low, Math.min(high, value)) - low) / (high - low))).toFixed(1);
  const across = (/** @type {number} */ column) => ((WIDE * (column + 0.5)) / Math.max(1, columns)).toFixed(1);
  const path = (/** @type {Float32Array} */ values) => `M${ends(values).map(([column, value]) => `${across(column)} ${along(value)}`).join("L")}`;
  svg.setAttribute("viewBox", `0 0 ${WIDE} ${TALL}`);
  svg.setAttribute("preserveAspectRatio", "none");
  svg.replaceChildren(
    draw("path", { class: "line-zero", d: `M0 ${along(0)}H${WIDE}` }),
    ...borders.map((border) => draw("path", { class: "line-border", d: `M${((WIDE * border) / Math.max(1, columns)).toFixed(1)} 0V${TALL}` })),
    ...lines.filter(({ values }) => values.length > 0).map((line) => draw("path", { class: line.class, d: path(line.values) })),
  );
}

/**
 * What of a line can be seen: every number, or of many the lowest and the highest of each place.
 * @param {Float32Array} values
 * @returns {[column: number, value: number][]}
 */
function ends(values) {
  if (values.length <= MOST_PLACES) return Array.from(values, (value, column) => [column, value]);
  const wide = values.length / MOST_PLACES;
  return Array.from({ length: MOST_PLACES }, (_, place) => {
    const from = Math.floor(place * wide);
    const part = values.subarray(from, Math.max(from + 1, Math.floor((place + 1) * wide)));
    return /** @type {[number, number][]} */ ([[from, Math.min(...part)], [from, Math.max(...part)]]);
  }).flat();
}

/**
 * The names of the parts, each as wide as its part.
 * @param {{name: string, columns: number}[]} parts
 */
export function partNames(parts) {
  return make("p", { class: "line-parts", "aria-hidden": "true" }, ...parts.map(({ name, columns }) => {
    const part = make("span", { text: name });
    part.style.setProperty("--columns", String(columns));
    return part;
  }));
}

/** Where parts end. @param {{columns: number}[]} parts */
export function bordersOf(parts) {
  let at = 0;
  return parts.slice(0, -1).map(({ columns }) => (at += columns));
}
