// @ts-check
/** What is said of projects: a visit as a file. */

const songs = (/** @type {number} */ n) => `${n.toLocaleString("en")} ${n === 1 ? "song" : "songs"}`;
const maps = (/** @type {number} */ n) => `${n.toLocaleString("en")} ${n === 1 ? "map" : "maps"}`;

export const projectWords = {
  /** Named for the day, so that a folder of them is in order. @param {Date} day */
  name: (day) => `songscape-${[day.getFullYear(), day.getMonth() + 1, day.getDate()].map((part) => String(part).padStart(2, "0")).join("-")}.songscape`,
  saved: (/** @type {string} */ size) => `Saved, ${size}. Nothing has left your computer.`,
  opening: (/** @type {number} */ done, /** @type {number} */ total) => `Opening the project: ${Math.floor((100 * done) / total)} %`,
  opened: (/** @type {{songs: number, runs: number}} */ found) => `The project is open: ${songs(found.songs)}, ${maps(found.runs)}.`,
  /** Of a song that came with a project. */
  away: "its sound is not here",
  awayWhy: "This song came with a project, without its sound. Drop the song again to hear it.",
  awayCount: (/** @type {number} */ n) => `the sound of ${n === 1 ? "one" : n.toLocaleString("en")} is not here: drop the ${n === 1 ? "song" : "songs"} again to hear ${n === 1 ? "it" : "them"}`,
};
