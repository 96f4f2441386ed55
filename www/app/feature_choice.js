// @ts-check
/** What the map is made of, in plain names beside the map. What no song has cannot be chosen, and says why. */

import { make, need } from "./dom.js";
import { lacking, settingsFor, sourcesOf } from "./sources.js";
import { words } from "./words.js";

/** @typedef {import("./types.js").Settings} Settings */
/** @typedef {import("./types.js").Track} Track */

/**
 * @param {import("./types.js").SettingRow[]} table
 * @param {{tracks: Track[]}} engine
 * @param {(settings: Settings) => void} change what changes
 * @returns {(settings: Settings) => void} shows complete settings
 */
export function startFeatureChoice(table, engine, change) {
  const select = need("feature", HTMLSelectElement);
  const choices = table.find((row) => row.name === "feature")?.choices ?? [];
  const options = choices.map((choice) => make("option", { value: choice, text: words.features[choice] ?? choice }));
  /** @type {Settings} */
  let shown = {};
  select.replaceChildren(...options);
  // A single choice is none.
  need("feature-box", HTMLElement).hidden = choices.length < 2;
  select.addEventListener("change", () => change(settingsFor(select.value, shown, sourcesOf(engine.tracks))));
  return (settings) => {
    shown = settings;
    const sources = sourcesOf(engine.tracks);
    const empty = engine.tracks.length === 0;
    for (const option of options) {
      const lack = empty ? null : lacking(option.value, sources);
      const name = words.features[option.value] ?? option.value;
      const reason = lack === null ? "" : words.lacking[lack];
      option.disabled = lack !== null && option.value !== settings["feature"];
      option.title = reason;
      option.textContent = reason === "" ? name : `${name}: ${reason}`;
    }
    select.value = String(settings["feature"]);
  };
}
