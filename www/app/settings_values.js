// @ts-check
/** What a setting may be. Whatever was typed, the answer is a value in range or the reason why not; nothing is rounded silently. */

/** @typedef {import("./types.js").SettingRow} SettingRow */
/** @typedef {import("./types.js").Settings} Settings */

/** As in src/settings.rs: the longest name of a column. */
const LONGEST_TEXT = 200;

/**
 * @param {SettingRow} row
 * @param {string} text as typed, or as it stands in the address
 * @returns {{value: string | number} | {problem: import("./types.js").Problem}}
 */
export function readValue(row, text) {
  const typed = text.trim();
  if (row.kind === "choice") {
    return row.choices?.includes(typed) ? { value: typed } : { problem: { code: "setting_choice", label: row.label, found: typed } };
  }
  if (row.kind === "text") {
    return typed.length <= LONGEST_TEXT ? { value: typed } : { problem: { code: "setting_too_long", label: row.label, found: typed.length, maximum: LONGEST_TEXT } };
  }
  if (row.kind === "integer_or_auto" && typed.toLowerCase() === "auto") return { value: "auto" };
  if (row.kind === "widths") return readWidths(row, typed);
  const value = typed === "" || typed.length > 32 ? NaN : Number(typed);
  if (!Number.isFinite(value)) return { problem: { code: "setting_not_a_number", label: row.label, found: typed } };
  const { minimum = -Infinity, maximum = Infinity } = row;
  if (value < minimum || value > maximum) {
    return { problem: { code: "setting_out_of_range", label: row.label, found: typed, minimum, maximum } };
  }
  if (row.kind !== "number" && !Number.isInteger(value)) {
    return { problem: { code: "setting_not_whole", label: row.label, found: typed } };
  }
  return { value };
}

/**
 * Whole numbers with commas between them, or `auto`.
 * @param {SettingRow} row
 * @param {string} typed
 * @returns {{value: string} | {problem: import("./types.js").Problem}}
 */
function readWidths(row, typed) {
  if (typed.toLowerCase() === "auto") return { value: "auto" };
  const widths = typed.split(",", 100).map((width) => (/^\s*\d{1,9}\s*$/.test(width) ? Number(width) : NaN));
  const { minimum = -Infinity, maximum = Infinity, most = Infinity, label } = row;
  if (widths.some(Number.isNaN)) return { problem: { code: "setting_not_widths", label, found: typed.slice(0, 60) } };
  if (widths.length > most) return { problem: { code: "too_many_layers", label, found: widths.length, most } };
  const odd = widths.find((width) => width < minimum || width > maximum);
  if (odd !== undefined) return { problem: { code: "setting_out_of_range", label, found: odd, minimum, maximum } };
  return { value: widths.join(",") };
}

/**
 * The settings with every default filled in.
 * @param {SettingRow[]} table
 * @param {Settings} settings
 * @returns {Settings}
 */
export function complete(table, settings) {
  return Object.fromEntries(table.map((row) => [row.name, settings[row.name] ?? row.default]));
}

/** Settings that no map depends on. */
const BESIDE_THE_MAP = new Set(["cache"]);

/**
 * The settings that differ between two complete sets, as far as a map depends on them.
 * @param {SettingRow[]} table
 * @param {Settings} one
 * @param {Settings} other
 * @returns {SettingRow[]}
 */
export function differing(table, one, other) {
  return table.filter((row) => !BESIDE_THE_MAP.has(row.name) && String(one[row.name] ?? row.default) !== String(other[row.name] ?? row.default));
}
