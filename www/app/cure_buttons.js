// @ts-check
/** Ways out of a problem as buttons: each changes settings and runs again. */

import { make } from "./dom.js";

/** @typedef {import("./cures.js").Cure} Cure */

/**
 * @param {Cure[]} cures the best first
 * @param {(cure: Cure) => void} apply
 * @returns {HTMLElement[]}
 */
export function cureButtons(cures, apply) {
  return cures.map((cure) => {
    const button = make("button", { type: "button", class: "cure", text: cure.label });
    button.addEventListener("click", () => apply(cure));
    return button;
  });
}
