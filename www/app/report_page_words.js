// @ts-check
/** What the report to print says. */

import { count, songs, whole, words } from "./words.js";

/** @typedef {import("./types.js").Run} Run */

/** @type {Record<Run["left_out"][number]["code"], string>} */
const LACKS = {
  no_sound: "no sound",
  no_lyrics: "no lyrics",
  no_table: "in no table of features",
  no_condition: "no value in the condition column",
  unknown_condition: "an unknown value in the condition column",
};

export const reportPageWords = {
  title: (/** @type {number} */ n) => `A map of ${songs(n)}`,
  pictures: "Pictures",
  scores: "Scores",
  score: "Score",
  value: "Value",
  says: "What it says",
  compared: "Beside other runs",
  warnings: "To be careful about",
  songs: "Songs and groups",
  songsIn: (/** @type {number} */ rows, /** @type {number} */ all) => (rows === all ? `${songs(all)} on the map.` : `${songs(all)} on the map, in ${count(rows, "clip", "clips")}.`),
  group: (/** @type {number} */ label, /** @type {number} */ n) => `${label === -1 ? "In no group" : words.group(label)} (${whole(n)})`,
  more: (/** @type {number} */ n) => `and ${whole(n)} more`,
  leftOut: (/** @type {number} */ n) => `${songs(n)} left out`,
  lacks: (/** @type {Run["left_out"][number]["code"]} */ code) => LACKS[code],
  settings: "Settings",
  changed: "Other than the defaults",
  noneChanged: "Every setting has its default.",
  all: "All settings",
  setting: "Setting",
  chosen: "Chosen",
  usual: "Default",
  nothing: "(nothing)",
  again: "How to make it again",
  steps: (/** @type {Run} */ run) => [
    run.placed
      ? `Drop the model “${run.placed.model.slice(0, 120)}” and the same songs on Songscape: nothing is learned, so they lie in the same places.`
      : "Open the address below, and drop the same songs in the same order. The same songs, settings and seed give the same map.",
    ...(run.stopped ? ["This run was stopped early. Whoever lets it go on gets another map."] : []),
  ],
  facts: {
    seed: "Seed",
    address: "Address",
    version: "Songscape",
    features: "Version of the features",
    browser: "Browser",
    run: "Run",
  },
  runOf: (/** @type {Run} */ run) => words.facts([whole(run.number), run.title, run.suite?.run_dir ?? ""]),
  made: "Made with Songscape, in a browser. The songs never left the device.",
};
