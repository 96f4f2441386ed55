// @ts-check
/** Lesson links without a browser: what is written is read again, and whatever a stranger writes is taken or named. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { addressOf, LONGEST_ADDRESS, readAddress } from "../../www/app/hash.js";
import { LESSON_NAMES, LONGEST_TASK, LONGEST_TITLE, lessonLine, SONGS } from "../../www/app/lesson_link.js";
import { groupName, hideable, partNames, settingsAmong, sumUp } from "../../www/app/lesson_parts.js";
import { lessonWords } from "../../www/app/lesson_words.js";

/** @typedef {import("../../www/app/types.js").SettingRow} SettingRow */
/** @typedef {import("../../www/app/lesson_link.js").Lesson} Lesson */

/** @type {SettingRow[]} */
const table = [
  { name: "feature", kind: "choice", group: "Sound", label: "Feature", explanation: "", default: "mfcc", choices: ["mfcc", "hybrid"] },
  { name: "max_seconds", kind: "number", group: "Sound", label: "Seconds heard", explanation: "", default: 30, minimum: 1, maximum: 600 },
  { name: "hidden", kind: "widths", group: "Network", label: "Hidden layers", explanation: "", default: "auto", minimum: 1, maximum: 2048, most: 8 },
  { name: "beta", kind: "number", group: "Network", label: "Beta", explanation: "", default: 1, minimum: 0, maximum: 1e6 },
  { name: "clusters", kind: "integer_or_auto", group: "Groups", label: "Groups", explanation: "", default: 4, minimum: 1, maximum: 100 },
  { name: "label_col", kind: "text", group: "Groups", label: "Label column", explanation: "", default: "label" },
];

/** A stream of numbers from 0 to 1. @param {number} seed */
const numbers = (seed) => {
  let state = seed;
  return () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32;
};

test("no name means two things", () => {
  const names = [...partNames, ...new Set(table.map(({ group }) => groupName(group))), ...table.map(({ name }) => name)];
  assert.equal(hideable(table).size, names.length);
  for (const name of LESSON_NAMES) assert.ok(!table.some((row) => row.name === name), name);
  for (const name of partNames) assert.ok(lessonWords.parts[name], `${name} has words`);
});

test("a lesson and its settings are read as they were written, whatever is in them", () => {
  const random = numbers(3);
  const some = (/** @type {string[]} */ from) => from.filter(() => random() < 0.4);
  const texts = ["", "Groups", "Find & keep = 100 % + #1", "কোন গান কাছাকাছি?", "👩‍👩‍👧‍👦 family", "a,b", "<b>no HTML</b>", "ends with a stop."];
  const text = () => texts[Math.floor(random() * texts.length)] ?? "";
  for (let round = 0; round < 500; round += 1) {
    const songs = SONGS[Math.floor(random() * SONGS.length)] ?? "either";
    /** @type {Lesson} */
    const lesson = { title: text(), task: text(), songs, start: songs === "demo" && random() < 0.5, hide: sumUp(table, some([...hideable(table)])) };
    const settings = { clusters: 1 + Math.floor(random() * 100), label_col: text().slice(0, 20).trim(), feature: random() < 0.5 ? "mfcc" : "hybrid" };
    const read = readAddress(table, addressOf(table, settings, lesson));
    assert.deepEqual(read.lesson, lesson);
    assert.deepEqual(read.passedOver, []);
    assert.equal(read.cut, false);
    assert.equal(addressOf(table, read.settings, read.lesson), addressOf(table, settings, lesson));
  }
});

test("a setting that the songs suggest is told even where it is the default", () => {
  assert.equal(addressOf(table, { feature: "mfcc", clusters: 4 }), "#feature=mfcc");
});

test("the songs stand after the texts: a stop at the end of a sentence is not the end of the link", () => {
  const address = addressOf(table, {}, { title: "A.", task: "B.", songs: "own", start: false, hide: [] });
  assert.match(address, /songs=own$/);
});

test("whatever the window can make is read whole", () => {
  const letters = "ঙ".repeat(LONGEST_TASK);
  const lesson = { title: letters.slice(0, LONGEST_TITLE), task: letters, songs: /** @type {const} */ ("either"), start: false, hide: [...hideable(table)].filter((name) => name !== "beta") };
  const settings = { label_col: "ঙ".repeat(200), hidden: Array(8).fill(2048).join(","), clusters: 100 };
  // The real table has 63 settings, four of which are texts.
  const address = addressOf(table, settings, lesson);
  assert.ok(address.length + 3 * encodeURIComponent(settings.label_col).length + 63 * 30 < LONGEST_ADDRESS, String(address.length));
  assert.deepEqual(readAddress(table, address).lesson?.task, letters);
});

test("all of a group hidden is the group hidden, and back", () => {
  assert.deepEqual(sumUp(table, ["beta", "hidden", "table", "clusters", "settings", "nonsense"]), ["settings", "table", "network_settings", "clusters"]);
  assert.deepEqual([...settingsAmong(table, ["network_settings", "clusters", "table"])], ["hidden", "beta", "clusters"]);
});

test("what is wrong in a link is passed over and said, the rest is taken", () => {
  const whys = (/** @type {string} */ hash) => readAddress(table, hash).passedOver.map(({ name, why }) => `${name}: ${why}`);
  assert.deepEqual(whys("#clusters=6&clusters=7&nonsense=1&beta=-1&feature=toString&max_seconds=1e999"), ["clusters: repeated", "nonsense: unknown", "beta: value", "feature: value", "max_seconds: value"]);
  assert.deepEqual(readAddress(table, "#clusters=6&clusters=7&nonsense=1&beta=-1").settings, { clusters: 6 });
  assert.deepEqual(whys("#title=x&hide=table"), ["title: no_lesson", "hide: no_lesson"]);
  assert.deepEqual(whys("#lesson=2&title=x"), ["lesson: lesson", "title: no_lesson"]);
  assert.deepEqual(whys("#lesson=1&songs=mine&start=yes&hide=table,everything,__proto__&lesson=1"), ["lesson: repeated", "songs: songs", "start: start", "hide: hide", "hide: hide"]);
  assert.deepEqual(whys("#lesson=1&songs=own&start=1"), ["start: start_songs"]);
  assert.deepEqual(whys(`#lesson=1&title=${"x".repeat(LONGEST_TITLE + 1)}`), ["title: long"]);
  assert.deepEqual(readAddress(table, "#lesson=1&songs=mine&hide=table,everything").lesson, { title: "", task: "", songs: "either", start: false, hide: ["table"] });
});

test("a name of JavaScript's own is a name like any other", () => {
  const { settings, passedOver, lesson } = readAddress(table, "#__proto__=1&constructor=2&hasOwnProperty=3&lesson=1&hide=constructor,toString");
  assert.deepEqual(Object.keys(settings), []);
  assert.equal(Object.getPrototypeOf(settings), Object.prototype);
  assert.equal(/** @type {any} */ ({})["1"], undefined);
  assert.deepEqual(lesson?.hide, []);
  assert.deepEqual(passedOver.map(({ name }) => name), ["__proto__", "constructor", "hasOwnProperty", "hide", "hide"]);
});

test("100 kB are read as far as an address goes, in whole parts", () => {
  const long = `#clusters=6&${"nonsense=1&".repeat(10_000)}beta=2`;
  const read = readAddress(table, long);
  assert.deepEqual(read.settings, { clusters: 6 });
  assert.ok(read.cut);
  const words = lessonWords.passedOver(table, read.passedOver, read.cut);
  assert.ok(words.length < 500, words);
  assert.match(words, /too long: its end was not read/);
  assert.deepEqual(readAddress(table, `#clusters=6&label_col=${"x".repeat(100_000)}`).settings, { clusters: 6 });
  assert.deepEqual(readAddress(table, `#${"x".repeat(100_000)}`).settings, {});
});

test("the sentence about a bad link names a few parts, cut, as one line", () => {
  const { passedOver } = readAddress(table, `#${"z".repeat(200)}=1&clusters=900&beta=x&feature=\u202e%0a&q=1&r=2`);
  const words = lessonWords.passedOver(table, passedOver, false);
  assert.match(words, /clusters=900” \(Groups: from 1 to 100\)/);
  assert.match(words, /3 more/);
  assert.ok(!/[\u202e\n]/.test(words) && words.length < 400, words);
});

test("a text cut once is not cut again", () => {
  for (const text of ["x".repeat(500), "ক্ষ ".repeat(200), "e\u0301\u0302\u0303\u0304".repeat(300), "👩‍👩‍👧‍👦".repeat(100), "a\u0000b\u202ec".repeat(90)]) {
    const once = lessonLine(text, LONGEST_TITLE);
    assert.equal(lessonLine(once, LONGEST_TITLE), once);
    assert.ok([...new Intl.Segmenter().segment(once)].length <= LONGEST_TITLE);
    assert.ok(!/[\u0000\u202e]/.test(once));
  }
});

test("10,000 addresses of rubbish give a lesson that is written and read the same", () => {
  const random = numbers(11);
  const pieces = ["lesson=1", "lesson", "title", "task", "songs", "hide", "start", "clusters", "beta", "=", "&", ",", "#", "%", "%00", "%E0%A4", "demo", "own", "1", "table", "network_settings", "__proto__", "\u202e", "😀", "+", "9e9"];
  for (let round = 0; round < 10_000; round += 1) {
    const hash = `#lesson=1&${Array.from({ length: Math.floor(random() * 20) }, () => pieces[Math.floor(random() * pieces.length)]).join("")}`;
    const read = readAddress(table, hash);
    lessonWords.passedOver(table, read.passedOver, read.cut);
    const again = readAddress(table, addressOf(table, read.settings, read.lesson));
    assert.deepEqual(again.lesson, read.lesson, hash);
    assert.deepEqual(again.passedOver, [], hash);
  }
});
