// @ts-check
/** The number of groups, beside the map: fewer, more, or as the silhouette says. */

import { need } from "./dom.js";
import { words } from "./words.js";

const LEAST = 2;
const MOST = 12;

/**
 * @param {(clusters: number | "auto") => void} change
 * @returns {(setting: string | number, found: number | null) => void} shows the setting, and how many groups the shown run has
 */
export function startStepper(change) {
  const [fewer, more, auto] = ["groups-fewer", "groups-more", "groups-auto"].map((id) => need(id, HTMLButtonElement));
  const value = need("groups-value", HTMLElement);
  let current = 4;
  let automatic = false;
  const step = (/** @type {number} */ by) => change(Math.min(MOST, Math.max(LEAST, current + by)));
  fewer?.addEventListener("click", () => step(-1));
  more?.addEventListener("click", () => step(1));
  auto?.addEventListener("click", () => change(automatic ? current : "auto"));
  return (setting, found) => {
    automatic = setting === "auto";
    if (!automatic) current = Number(setting);
    else if (found !== null && found >= LEAST) current = found;
    value.textContent = automatic && found === null ? words.auto : String(current);
    auto?.setAttribute("aria-pressed", String(automatic));
    if (fewer) fewer.disabled = current <= LEAST;
    if (more) more.disabled = current >= MOST;
  };
}
