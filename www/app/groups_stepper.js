// @ts-check
/** The number of groups, beside the map: fewer, more, or as the silhouette says; and why it cannot be set where groups are found without it. */

import { need } from "./dom.js";
import { groupingWords } from "./grouping_words.js";
import { idle } from "./settings_effect.js";
import { words } from "./words.js";

/** @typedef {import("./types.js").Settings} Settings */

const LEAST = 2;
const MOST = 12;

/**
 * @param {(clusters: number | "auto") => void} change
 * @param {() => void} elsewhere to the place where what counts instead is changed
 * @returns {(settings: Settings, found: number | null) => void} shows complete settings, and how many groups the shown run has
 */
export function startStepper(change, elsewhere) {
  const [fewer, more, auto] = ["groups-fewer", "groups-more", "groups-auto"].map((id) => need(id, HTMLButtonElement));
  const value = need("groups-value", HTMLElement);
  const why = need("groups-why", HTMLElement);
  const instead = need("groups-instead", HTMLButtonElement);
  let current = 4;
  let automatic = false;
  const step = (/** @type {number} */ by) => change(Math.min(MOST, Math.max(LEAST, current + by)));
  fewer?.addEventListener("click", () => step(-1));
  more?.addEventListener("click", () => step(1));
  auto?.addEventListener("click", () => change(automatic ? current : "auto"));
  instead.addEventListener("click", elsewhere);
  return (settings, found) => {
    const setting = settings["clusters"] ?? 4;
    const without = idle("clusters", settings) !== null;
    automatic = setting === "auto";
    if (!automatic) current = Number(setting);
    else if (found !== null && found >= LEAST) current = found;
    value.textContent = without ? (found === null ? "–" : String(found)) : automatic && found === null ? words.auto : String(current);
    auto?.setAttribute("aria-pressed", String(automatic && !without));
    if (fewer) fewer.disabled = without || current <= LEAST;
    if (more) more.disabled = without || current >= MOST;
    if (auto) auto.disabled = without;
    const method = String(settings["cluster_method"]);
    why.hidden = !without;
    need("groups-why-said", HTMLElement).textContent = without ? groupingWords.findsItself(method) : "";
    instead.textContent = method === "dbscan" ? groupingWords.changeReach : groupingWords.changeSize;
  };
}
