// @ts-check
/** How much each latent unit carries: bars for the eye, a table for everybody. */

import { make, need } from "./dom.js";
import { networkWords, short } from "./network_words.js";

/** A unit counts as active above so many nats (src/models/training.rs). */
export const ACTIVE = 0.01;
/** With more units than this there is no room for their numbers. */
const MOST_NUMBERED = 32;

/**
 * Units from the one that carries most to the one that carries least.
 * @param {number[]} kl nats, one a unit
 */
export const byKl = (kl) => [...kl.keys()].sort((one, other) => (kl[other] ?? 0) - (kl[one] ?? 0) || one - other);

/** Height of a bar as a share of the highest: the root, so that 0.01 nats can be seen beside one. @param {number} kl @param {number} most */
const height = (kl, most) => Math.sqrt(Math.max(0, kl) / most);

/** @param {number[]} kl nats, one a unit */
export function showKlBars(kl) {
  const order = byKl(kl);
  const most = Math.max(0.1, ...kl);
  const bars = need("units-bars", HTMLElement);
  const [first = 0] = order;
  const active = kl.filter((value) => value > ACTIVE).length;
  bars.setAttribute("aria-label", networkWords.barsLabel(active, kl.length, first, kl[first] ?? 0));
  bars.classList.toggle("numbered", kl.length <= MOST_NUMBERED);
  bars.replaceChildren(...order.map((unit) => {
    const value = kl[unit] ?? 0;
    const bar = make("span", { class: "unit-bar" });
    bar.style.setProperty("--height", `${(height(value, most) * 100).toFixed(2)}%`);
    const column = make("span", { class: value > ACTIVE ? "unit" : "unit asleep", title: networkWords.unitLabel(unit, value), "data-unit": String(unit) }, bar);
    if (kl.length <= MOST_NUMBERED) column.append(make("span", { class: "unit-number", text: String(unit + 1) }));
    return column;
  }));
  const scale = [0.1, 0.5, 1, 2, 5, 10, 50].filter((nats) => nats <= most * 1.001).slice(-2);
  need("units-scale", HTMLElement).replaceChildren(...[ACTIVE, ...scale].map((nats) => {
    const line = make("span", { class: nats === ACTIVE ? "units-line threshold" : "units-line", text: nats === ACTIVE ? networkWords.threshold : String(nats) });
    line.style.setProperty("--height", `${(height(nats, most) * 100).toFixed(2)}%`);
    return line;
  }));
  need("units-table", HTMLElement).replaceChildren(...order.map((unit) => {
    const value = kl[unit] ?? 0;
    return make("tr", {}, make("th", { scope: "row", text: networkWords.unit(unit) }), make("td", { text: short(value) }),
      make("td", { text: value > ACTIVE ? networkWords.active : networkWords.asleep }));
  }));
}
