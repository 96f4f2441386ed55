// @ts-check
/** Settings in the page's address: `#clusters=6&seed=7`. Unknown names and values out of range are passed over. */

import { readValue } from "./settings_values.js";

/** @typedef {import("./types.js").SettingRow} SettingRow */
/** @typedef {import("./types.js").Settings} Settings */

/**
 * @param {SettingRow[]} table
 * @param {string} hash with or without its #
 * @returns {Settings}
 */
export function settingsOfHash(table, hash) {
  /** @type {Settings} */
  const settings = {};
  const given = new URLSearchParams(hash.replace(/^#/, "").slice(0, 4096));
  for (const row of table) {
    const text = given.get(row.name);
    if (text === null) continue;
    const read = readValue(row, text);
    if ("value" in read) settings[row.name] = read.value;
  }
  return settings;
}

/**
 * The address's part for what differs from the defaults; empty when nothing does.
 * @param {SettingRow[]} table
 * @param {Settings} settings
 * @returns {string}
 */
export function hashOfSettings(table, settings) {
  const given = new URLSearchParams();
  for (const row of table) {
    const value = settings[row.name];
    if (value !== undefined && String(value) !== String(row.default)) given.set(row.name, String(value));
  }
  const text = given.toString();
  return text === "" ? "" : `#${text}`;
}

/**
 * Writes them into the address without a step in the history.
 * @param {SettingRow[]} table
 * @param {Settings} settings
 */
export function writeHash(table, settings) {
  const wanted = hashOfSettings(table, settings);
  if (wanted === location.hash) return;
  try {
    history.replaceState(null, "", wanted === "" ? location.pathname + location.search : wanted);
  } catch {
    // Some browsers refuse for a page opened from disk: then the address stays as it was.
  }
}
