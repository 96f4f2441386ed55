// @ts-check
/**
 * Settings, and a lesson, in the page's address: `#clusters=6&seed=7`. An address may come from anybody: what is good in it is taken, what
 * is not is passed over and named.
 */

import { LESSON_NAMES, lessonPairs, readLesson } from "./lesson_link.js";
import { readValue } from "./settings_values.js";

/** @typedef {import("./types.js").SettingRow} SettingRow */
/** @typedef {import("./types.js").Settings} Settings */
/** @typedef {import("./lesson_link.js").Lesson} Lesson */

/**
 * @typedef {object} PassedOver a part of the address that was not taken
 * @property {string} name
 * @property {string} value
 * @property {"unknown" | "repeated" | "value" | "lesson" | "songs" | "start" | "start_songs" | "hide" | "long" | "no_lesson"} why
 * @property {import("./types.js").Problem} [problem] what is wrong with the value of a setting
 *
 * @typedef {{settings: Settings, lesson: Lesson | null, passedOver: PassedOver[], cut: boolean}} Address
 *   `cut`: it was longer than an address can be, and its end was not read
 */

/** So many characters are read; the longest link that the page itself can make has fewer. */
export const LONGEST_ADDRESS = 16_384;

/** Settings that songs or the page suggest: that one was chosen must be told even where it is the default. */
const SUGGESTED = new Set(["feature", "save_recon"]);

/**
 * @param {SettingRow[]} table
 * @param {string} hash with or without its #
 * @returns {Address}
 */
export function readAddress(table, hash) {
  const whole = hash.replace(/^#/, "");
  const cut = whole.length > LONGEST_ADDRESS;
  // Half a pair would be a wrong value: what is cut ends with a whole one.
  const text = cut ? whole.slice(0, Math.max(0, whole.lastIndexOf("&", LONGEST_ADDRESS))) : whole;
  const rows = new Map(table.map((row) => [row.name, row]));
  /** @type {Settings} */
  const settings = {};
  /** @type {Map<string, string>} */
  const ofLesson = new Map();
  /** @type {PassedOver[]} */
  const passedOver = [];
  /** @type {Set<string>} */
  const seen = new Set();
  for (const [name, value] of new URLSearchParams(text)) {
    const row = rows.get(name);
    if (!row && !LESSON_NAMES.has(name)) passedOver.push({ name, value, why: "unknown" });
    else if (seen.has(name)) passedOver.push({ name, value, why: "repeated" });
    else if (row) {
      const read = readValue(row, value);
      if ("value" in read) settings[name] = read.value;
      else passedOver.push({ name, value, why: "value", problem: read.problem });
    } else ofLesson.set(name, value);
    seen.add(name);
  }
  const { lesson, passedOver: further } = readLesson(table, ofLesson);
  return { settings, lesson, passedOver: [...passedOver, ...further], cut };
}

/**
 * Whether it is no address of settings but names a place on the page, as the link to the map for keyboards does.
 * @param {string} hash
 */
export function isPlace(hash) {
  return /^#[\w-]+$/.test(hash) && document.getElementById(hash.slice(1)) !== null;
}

/**
 * The address's part for the lesson, and for what differs from the defaults; empty when there is neither.
 * @param {SettingRow[]} table
 * @param {Settings} settings
 * @param {Lesson | null} [lesson]
 * @returns {string}
 */
export function addressOf(table, settings, lesson = null) {
  const given = new URLSearchParams([...(lesson ? lessonPairs(table, lesson) : []), ...told(table, settings).map(([{ name }, value]) => [name, String(value)])]);
  // A comma may stand in an address as it is.
  const text = given.toString().replaceAll("%2C", ",");
  return text === "" ? "" : `#${text}`;
}

/**
 * The settings that an address tells of.
 * @param {SettingRow[]} table
 * @param {Settings} settings
 * @returns {[row: SettingRow, value: string | number][]}
 */
export function told(table, settings) {
  return table.flatMap((row) => {
    const value = settings[row.name];
    return value !== undefined && (SUGGESTED.has(row.name) || String(value) !== String(row.default)) ? [/** @type {[SettingRow, string | number]} */ ([row, value])] : [];
  });
}

/**
 * Writes it into the address without a step in the history.
 * @param {string} wanted as `addressOf` makes it
 */
export function writeAddress(wanted) {
  if (wanted === location.hash) return;
  try {
    history.replaceState(null, "", wanted === "" ? location.pathname + location.search : wanted);
  } catch {
    // Some browsers refuse for a page opened from disk: then the address stays as it was.
  }
}
