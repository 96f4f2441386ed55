// @ts-check
/** What a lesson can hide: parts of the page, whole groups of settings, single settings; each under one name in the address. */

/** @typedef {import("./types.js").SettingRow} SettingRow */

/** Parts of the page and what shows them. @type {Record<string, string[]>} */
const PARTS = {
  settings: ["#settings-box", "#groups-why"],
  table: ["#table-box", "#chosen-show"],
  learning: ["#learning", "#replay"],
  scores: ["#report"],
  grouping: ["#grouping"],
  network: ["#network"],
  pictures: ["#pictures"],
  suites: ["#suites"],
  runs: ["#runs"],
  compare: ["#compare"],
  report: ["#report-page", "#keep-report"],
  keep: ["#keep"],
};

/** Where a setting can be changed besides the panel of settings. @type {Record<string, string[]>} */
const BESIDES = {
  clusters: [".stepper", "#tried-list"],
  cluster_method: ["#method-box"],
  feature: ["#feature-box"],
  viz: ["#drawing-box"],
  audio_weight: ["#balance"],
  lyrics_weight: ["#balance"],
  dbscan_eps: ["#reach-bend"],
  linkage: ["#tree-longest"],
};

/** Parts of the page, in its order. */
export const partNames = Object.keys(PARTS);

/** @param {string} group of settings */
export const groupName = (group) => `${group.toLowerCase()}_settings`;

/** @param {SettingRow[]} table @returns {Map<string, SettingRow[]>} the settings of each group, in order */
export function groupsOf(table) {
  return new Map([...new Set(table.map(({ group }) => group))].map((group) => [group, table.filter((row) => row.group === group)]));
}

/** @param {SettingRow[]} table @returns {Set<string>} every name that can be hidden */
export function hideable(table) {
  return new Set([...partNames, ...[...groupsOf(table).keys()].map(groupName), ...table.map(({ name }) => name)]);
}

/**
 * The same in as few names as possible, in the order of the page: a group all of whose settings are named is named itself.
 * @param {SettingRow[]} table
 * @param {Iterable<string>} names unknown ones are left out
 * @returns {string[]}
 */
export function sumUp(table, names) {
  const given = new Set(names);
  const ofSettings = [...groupsOf(table)].flatMap(([group, rows]) => {
    const hidden = given.has(groupName(group)) ? rows : rows.filter(({ name }) => given.has(name));
    return hidden.length === rows.length ? [groupName(group)] : hidden.map(({ name }) => name);
  });
  return [...partNames.filter((name) => given.has(name)), ...ofSettings];
}

/**
 * Whether each single setting is hidden.
 * @param {SettingRow[]} table
 * @param {Iterable<string>} names
 * @returns {Set<string>} names of settings
 */
export function settingsAmong(table, names) {
  const given = new Set(names);
  return new Set(table.filter(({ name, group }) => given.has(name) || given.has(groupName(group))).map(({ name }) => name));
}

/**
 * What of the page these names hide.
 * @param {SettingRow[]} table
 * @param {string[]} names
 * @returns {Element[]}
 */
export function elementsOf(table, names) {
  const settings = settingsAmong(table, names);
  const parts = new Set(names.filter((name) => Object.hasOwn(PARTS, name)));
  const selectors = [...[...parts].flatMap((name) => PARTS[name] ?? []), ...[...settings].flatMap((name) => (Object.hasOwn(BESIDES, name) ? BESIDES[name] ?? [] : []))];
  const fields = [...settings].map((name) => document.getElementById(`setting-${name}`)?.closest(".setting"));
  const frames = [...groupsOf(table).values()].filter((rows) => rows.every(({ name }) => settings.has(name)))
    .map(([first]) => document.getElementById(`setting-${first?.name}`)?.closest("fieldset"));
  return [...selectors.flatMap((selector) => [...document.querySelectorAll(selector)]), ...[...fields, ...frames].flatMap((element) => element ?? [])];
}
