// @ts-check
/** The words of correcting, choosing and labelling. */

import { count, decimal, songs, whole } from "./words.js";

/** @param {string[]} parts */
const sentence = (parts) => parts.filter(Boolean).join(" ");

export const editWords = {
  cell: (/** @type {string} */ column, /** @type {string} */ title) => `${column} of ${title}`,
  done: (/** @type {string} */ column, /** @type {string} */ title, /** @type {string} */ value) =>
    (value === "" ? `${column} of “${title}” is now empty.` : `${column} of “${title}” is now “${value}”.`),
  undone: (/** @type {string} */ said) => `Taken back: ${said}`,
  noSound: "No sound came with this song.",
  empty: "empty",
  notSaved: ", changed, not saved",
  unsaved: (/** @type {number} */ cells) => (cells === 0 ? "" : `${count(cells, "cell", "cells")} changed, not saved`),
  rows: (/** @type {number} */ shown, /** @type {number} */ all) => (shown === all ? songs(all) : `${whole(shown)} of ${songs(all)}`),
  saved: (/** @type {string} */ name) => `Saved as ${name}. Drop it here with the songs, and everything is as it is now.`,
  nameFault: { empty: "A column needs a name.", taken: "The list keeps this name for itself. Take another.", long: "That is too long for a column's name.", there: "There is a column of this name already." },
};

export const lassoWords = {
  hint: "Draw a line around songs, or click them.",
  chosen: (/** @type {number} */ n) => (n === 0 ? "No song is chosen." : `${songs(n)} chosen`),
  picked: (/** @type {string} */ title, /** @type {boolean} */ on, /** @type {number} */ n) =>
    `${title.slice(0, 200)} ${on ? "is chosen" : "is not chosen any more"}. ${n === 0 ? "None is chosen." : `${songs(n)} chosen.`}`,
  go: (/** @type {number} */ n) => (n === 0 ? "Label these songs" : n === 1 ? "Label this song" : `Label these ${songs(n)}`),
  done: (/** @type {number} */ n, /** @type {string} */ column, /** @type {string} */ value) => `${songs(n)} ${n === 1 ? "is" : "are"} now ${column} = ${value}.`,
  taken: (/** @type {string} */ column) => `“${column}” cannot be a column for labels. Take another name.`,
  noValue: "Type a label first, or take one that is offered.",
  noColumn: "Name the column for the labels first.",
  none: "Choose songs first.",
  left: (/** @type {number} */ n, /** @type {string} */ column) =>
    `${songs(n)} of this map ${n === 1 ? "has" : "have"} no ${column} yet. When each has one, the page says how well groups and labels agree (ARI, NMI, purity).`,
  chooseLeft: (/** @type {number} */ n) => (n === 1 ? "Choose that one" : `Choose those ${whole(n)}`),
  oneValue: (/** @type {string} */ column) => `All songs have the same ${column}: agreement needs two different ones.`,
  agreement: (/** @type {string} */ column, /** @type {number | null} */ ari, /** @type {number | null} */ nmi, /** @type {number | null} */ purity) =>
    sentence([
      `Groups against ${column}:`,
      [["ARI", ari], ["NMI", nmi], ["purity", purity]].map(([name, value]) => `${name} ${typeof value === "number" ? decimal(value) : "undefined"}`).join(", ") + ".",
    ]),
  noneToPlay: "None of these songs came with its sound.",
};
