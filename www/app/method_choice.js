// @ts-check
/** How the groups are found and how the map is drawn, in plain names beside the map. */

import { make, need } from "./dom.js";
import { groupingWords } from "./grouping_words.js";

/** @typedef {import("./types.js").Settings} Settings */

/** @type {[box: string, select: string, setting: string, names: Record<string, {name: string, how: string}>][]} */
const CHOICES = [
  ["method-box", "method", "cluster_method", groupingWords.methods],
  ["drawing-box", "drawing", "viz", groupingWords.maps],
];

/**
 * @param {import("./types.js").SettingRow[]} table
 * @param {(changes: Settings) => void} change
 * @returns {(settings: Settings) => void} shows complete settings
 */
export function startMethodChoice(table, change) {
  const shows = CHOICES.map(([box, id, setting, names]) => {
    const select = need(id, HTMLSelectElement);
    const choices = table.find((row) => row.name === setting)?.choices ?? [];
    select.replaceChildren(...choices.map((choice) => make("option", { value: choice, text: names[choice]?.name ?? choice, title: names[choice]?.how })));
    // A single choice is none.
    need(box, HTMLElement).hidden = choices.length < 2;
    select.addEventListener("change", () => change({ [setting]: select.value }));
    return (/** @type {Settings} */ settings) => {
      select.value = String(settings[setting]);
      select.title = names[select.value]?.how ?? "";
      select.setAttribute("aria-description", select.title);
    };
  });
  return (settings) => {
    for (const show of shows) show(settings);
  };
}
