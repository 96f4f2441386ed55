// @ts-check
/** The words of lessons: above the page, in the window that makes a link, and about links that are not all right. */

import { problemWords } from "./problem_words.js";
import { count, whole } from "./words.js";
import { oneLine } from "./writing.js";

/** @typedef {import("./hash.js").PassedOver} PassedOver */
/** @typedef {import("./types.js").SettingRow} SettingRow */

/** So many parts of a bad link are named. */
const NAMED = 3;

/** @param {string} text of strangers */
const quoted = (text) => `“${oneLine(text.replace(/\p{C}/gu, " "), 30)}”`;

/** @type {Record<PassedOver["why"], (part: PassedOver, label: string) => string>} */
const REASONS = {
  unknown: ({ name }) => `${quoted(name)} (the page knows no such name)`,
  repeated: ({ name, value }) => `${quoted(`${name}=${value}`)} (it stands there twice; the first one counts)`,
  value: ({ name, value, problem }, label) => `${quoted(`${name}=${value}`)} (${label}: ${problem ? rule(problem) : "no such value"})`,
  lesson: ({ value }) => `${quoted(`lesson=${value}`)} (a lesson of a kind this page does not know)`,
  songs: ({ value }) => `${quoted(`songs=${value}`)} (it can be demo, own or either)`,
  start: ({ value }) => `${quoted(`start=${value}`)} (it can be 0 or 1)`,
  start_songs: () => "“start=1” (only the demo songs can come by themselves)",
  hide: ({ value }) => `${quoted(value)} (nothing of that name can be hidden)`,
  long: ({ name }) => `the end of ${name === "title" ? "the title" : "the task"} (it is too long)`,
  no_lesson: ({ name }) => `${quoted(name)} (it belongs to a lesson, and the link has no lesson=1)`,
};

/** What a value may be; the value itself is named already. @param {import("./types.js").Problem} problem */
function rule(problem) {
  if (problem.code === "setting_out_of_range") return `from ${problem["minimum"]} to ${problem["maximum"]}`;
  if (problem.code === "setting_not_a_number") return "a number is needed";
  if (problem.code === "setting_not_whole") return "a whole number is needed";
  if (problem.code === "setting_choice") return "not one of the choices";
  if (problem.code === "setting_not_widths") return "whole numbers with commas between them, or auto";
  return problemWords(problem).sentence.replace(/\.$/, "");
}

export const lessonWords = {
  hidden: "Some parts of this page are hidden for this lesson.",
  all: "Everything is shown.",
  showAll: "Show everything",
  hideAgain: "Hide them again",
  /** A link that is not all right. */
  passedOver: (/** @type {SettingRow[]} */ table, /** @type {PassedOver[]} */ parts, /** @type {boolean} */ cut) => {
    const labels = new Map(table.map(({ name, label }) => [name, label]));
    const named = parts.slice(0, NAMED).map((part) => REASONS[part.why](part, labels.get(part.name) ?? ""));
    if (parts.length > NAMED) named.push(`${whole(parts.length - NAMED)} more`);
    const first = parts.length === 0 ? "" : `Not everything in this link could be used. Left out: ${named.join("; ")}.`;
    const end = cut ? "The link is too long: its end was not read." : "";
    return [first, end, "The rest was taken."].filter(Boolean).join(" ");
  },
  close: "Close this note",

  heading: "A lesson for your class",
  make: "Make a lesson link",
  makeWhy: "A link that opens this page the way your class needs it: your settings, your task, and nothing in sight that distracts.",
  /** @type {Record<string, string>} */
  parts: {
    settings: "The panel of settings", table: "The table of songs", learning: "The loss curve and the replay", scores: "How good the map is", grouping: "How the groups were found",
    network: "What the network learned", pictures: "Pictures to save", suites: "Suites of runs", runs: "The list of runs", compare: "Comparing runs", report: "The report to print", keep: "Files to keep",
  },
  allOfThese: "All of these",
  settingsNone: "All settings are at their defaults; the link carries none.",
  settingsIn: (/** @type {string[]} */ settings) => `The link carries ${settings.length === 1 ? "1 setting as it is now" : `${whole(settings.length)} settings as they are now`}: ${settings.join(", ")}.`,
  setting: (/** @type {string} */ label, /** @type {string | number} */ value) => `${label} ${value === "" ? "none" : oneLine(String(value), 40)}`,
  length: (/** @type {number} */ characters) => `${count(characters, "character", "characters")}.`,
  long: "Some programs cut links as long as this one: try it once in the way you mean to send it, or hide whole groups and shorten the texts.",
  onlyHere: "This page runs on this computer alone, so the link works here only. Open Songscape from your school's server, or from where the class will open it, and make the link there.",
  fromDisk: "This page was opened from a file. The link works on every computer that has the same file in the same place.",
  copied: "Copied. Paste it where your class will find it.",
  notCopied: "This browser does not let the page copy. The link is marked: press Ctrl+C (on a Mac ⌘C).",
};
