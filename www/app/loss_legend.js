// @ts-check
/** What the lines of the loss chart are, and how high they stand at the moment that is shown. */

import { draw, make } from "./dom.js";
import { decimal, words } from "./words.js";

/** @typedef {import("./types.js").Losses} Losses */
/** @typedef {keyof Losses} Curve */

/** The curves in the order in which the chart draws them. @type {Curve[]} */
const CURVES = ["total", "reconstruction", "kl", "validation"];

/** The curves that some losses have. @param {Losses[]} losses @returns {Curve[]} */
export const curvesOf = (losses) => CURVES.filter((curve) => curve !== "validation" || losses.some(({ validation }) => validation !== null));

/**
 * The epoch after which songs that were held back were rebuilt best; null where none were.
 * @param {Losses[]} losses
 * @returns {number | null} from 1
 */
export function bestEpoch(losses) {
  let best = -1;
  losses.forEach(({ validation }, epoch) => {
    if (validation !== null && (best < 0 || validation < (losses[best]?.validation ?? Infinity))) best = epoch;
  });
  return best < 0 ? null : best + 1;
}

/**
 * @param {HTMLElement} box a list
 * @param {Losses[]} losses up to the moment that is shown
 */
export function showLossLegend(box, losses) {
  const last = losses[losses.length - 1];
  box.hidden = last === undefined;
  if (!last) return;
  box.replaceChildren(...curvesOf(losses).map((curve) => {
    const value = last[curve];
    return make("li", { title: words.lossMeans[curve] },
      draw("svg", { class: `loss-line ${curve}`, viewBox: "0 0 20 8", "aria-hidden": "true" }, draw("path", { d: "M1 4h18" })),
      words.lossNames[curve], make("b", { text: value === null ? "–" : decimal(value) }));
  }));
}
