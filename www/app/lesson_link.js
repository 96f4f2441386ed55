// @ts-check
/**
 * A lesson in the page's address: what a teacher says above the page, which songs it begins with, which parts of it stay hidden.
 * `#lesson=1&title=Groups&task=Find+them&hide=table,beta&songs=demo&clusters=6`
 */

import { hideable, sumUp } from "./lesson_parts.js";
import { oneLine } from "./writing.js";

/** @typedef {import("./types.js").SettingRow} SettingRow */
/** @typedef {import("./hash.js").PassedOver} PassedOver */
/** @typedef {"demo" | "own" | "either"} Songs */

/**
 * @typedef {object} Lesson
 * @property {string} title   one line, may be empty
 * @property {string} task    one line, may be empty
 * @property {Songs} songs    which songs are offered
 * @property {boolean} start  the demo songs come by themselves
 * @property {string[]} hide  parts, groups of settings and settings, by the names of lesson_parts.js
 */

/** Letters. */
export const LONGEST_TITLE = 80;
/** Letters. */
export const LONGEST_TASK = 240;

/** Which of an address's names belong to a lesson. */
export const LESSON_NAMES = new Set(["lesson", "title", "task", "hide", "songs", "start"]);

/** @type {Songs[]} */
export const SONGS = ["demo", "own", "either"];

/** Signs that show nothing, and those that turn the direction of the text after them. */
const UNSEEN = /[\p{Cc}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

/**
 * The text as one line of at most so many letters; what is cut ends with an ellipsis, which counts, so that cutting again changes nothing.
 * @param {string} text
 * @param {number} most
 */
export function lessonLine(text, most) {
  const whole = oneLine(text.replace(UNSEEN, " "), Infinity);
  return oneLine(whole, most) === whole ? whole : oneLine(whole, most - 1);
}

/**
 * @param {SettingRow[]} table
 * @param {Map<string, string>} given the address's values, by the names of a lesson
 * @returns {{lesson: Lesson | null, passedOver: PassedOver[]}}
 */
export function readLesson(table, given) {
  /** @type {PassedOver[]} */
  const passedOver = [];
  const pass = (/** @type {string} */ name, /** @type {PassedOver["why"]} */ why, value = given.get(name) ?? "") => {
    passedOver.push({ name, value, why });
  };
  if (given.get("lesson") !== "1") {
    for (const name of given.keys()) pass(name, name === "lesson" ? "lesson" : "no_lesson");
    return { lesson: null, passedOver };
  }
  const line = (/** @type {string} */ name, /** @type {number} */ most) => {
    const text = given.get(name) ?? "";
    const shown = lessonLine(text, most);
    if (shown !== lessonLine(text, Infinity)) pass(name, "long");
    return shown;
  };
  const [title, task] = [line("title", LONGEST_TITLE), line("task", LONGEST_TASK)];
  const asked = given.get("songs") ?? "either";
  const songs = SONGS.find((each) => each === asked);
  if (!songs) pass("songs", "songs");
  const start = given.get("start") ?? "0";
  if (start !== "0" && start !== "1") pass("start", "start");
  else if (start === "1" && songs !== "demo") pass("start", "start_songs");
  const known = hideable(table);
  const hide = (given.get("hide") ?? "").split(",").map((name) => name.trim()).filter(Boolean);
  for (const name of hide) if (!known.has(name)) pass("hide", "hide", name);
  return {
    lesson: { title, task, songs: songs ?? "either", start: start === "1" && songs === "demo", hide: sumUp(table, hide) },
    passedOver,
  };
}

/**
 * The songs stand last: a program that finds links in a text may leave out a full stop at the end of one.
 * @param {SettingRow[]} table
 * @param {Lesson} lesson
 * @returns {[name: string, value: string][]}
 */
export function lessonPairs(table, { title, task, songs, start, hide }) {
  /** @type {[string, string][]} */
  const pairs = [["lesson", "1"], ["title", title], ["task", task], ["hide", sumUp(table, hide).join(",")], ["start", start && songs === "demo" ? "1" : ""], ["songs", songs]];
  return pairs.filter(([, value]) => value !== "");
}
