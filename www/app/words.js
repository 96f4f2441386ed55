// @ts-check
/**
 * Every word the page's scripts say, in one place. English; another language is another module with the same exports.
 * Faults and their cures are in problem_words.js.
 */

export { problemWords } from "./problem_words.js";

/** @typedef {import("./types.js").Run} Run */
/** @typedef {import("./types.js").Track} Track */

const LANGUAGE = "en";
const plain = new Intl.NumberFormat(LANGUAGE, { maximumFractionDigits: 0 });

/** @param {number} value */
export const whole = (value) => plain.format(value);

/**
 * Two decimals, a true minus sign.
 * @param {number} value
 */
export const decimal = (value, digits = 2) => value.toFixed(digits).replace("-", "−");

/** @param {number} number @param {string} one @param {string} many */
export const count = (number, one, many) => `${whole(number)} ${number === 1 ? one : many}`;

/** @param {number} number */
export const songs = (number) => count(number, "song", "songs");

/** @param {number} bytes */
export function size(bytes) {
  if (bytes < 1000) return `${bytes} B`;
  if (bytes < 999_500) return `${Math.round(bytes / 1000)} kB`;
  return `${(bytes / 1e6).toFixed(bytes < 9_950_000 ? 1 : 0)} MB`;
}

/** @param {number} seconds */
export function clock(seconds) {
  const rounded = Number.isFinite(seconds) ? Math.max(0, Math.floor(seconds)) : 0;
  return `${Math.floor(rounded / 60)}:${String(rounded % 60).padStart(2, "0")}`;
}

/** @param {number} seconds */
export function span(seconds) {
  if (seconds >= 90) return `about ${Math.round(seconds / 60)} min`;
  if (seconds >= 10) return `about ${Math.round(seconds / 5) * 5} s`;
  return `about ${Math.max(1, Math.ceil(seconds))} s`;
}

/** @param {number} seconds */
export const duration = (seconds) => (seconds >= 1 ? `${seconds.toFixed(2)} s` : `${(seconds * 1000).toFixed(seconds < 0.01 ? 1 : 0)} ms`);

export const words = {
  states: /** @type {Record<import("./types.js").TrackState, string>} */ ({
    waiting: "waiting",
    reading: "reading",
    decoding: "decoding",
    listening: "listening",
    ready: "heard",
    failed: "not heard",
    duplicate: "a duplicate",
  }),
  group: (/** @type {number} */ label) => (label === -2 ? "not yet grouped" : label === -1 ? "in no group" : `Group ${label + 1}`),
  groupCount: (/** @type {number} */ number) => songs(number),
  axes: (/** @type {[number, number] | null} */ shares) => /** @type {[string, string]} */ (
    ["first direction", "second direction"].map((name, axis) => (shares ? `${name}: ${Math.round(shares[axis] * 100)} % of the spread` : name))
  ),
  axesBefore: /** @type {[string, string]} */ (["first direction of the sound itself", "second direction"]),
  axesShort: /** @type {[string, string]} */ (["first direction", "second direction"]),
  mapWait: "The map begins with the second song.",
  mapStarting: "Getting ready to listen…",
  mapLabel: (/** @type {number} */ n) => `Map of ${songs(n)}. Arrow keys go from song to song.`,
  mapEmpty: "Map, still empty",

  listening: "Listening to your songs",
  listeningWhy: "Each song becomes a row of numbers that describe its sound. Dots appear as songs are heard.",
  learning: "The network is learning",
  learningWhy: "It squeezes each song through a few numbers and tries to bring the sound back. Songs that need similar numbers drift together.",
  failedHeadline: "There is no map yet",

  progressFetch: (/** @type {number} */ done, /** @type {number} */ total) => `Fetching the demo songs: ${whole(done)} of ${whole(total)}`,
  progressListen: (/** @type {number} */ done, /** @type {number} */ total, /** @type {number | undefined} */ left) =>
    `Listening: ${whole(done)} of ${whole(total)}${left === undefined || done >= total ? "" : ` · ${span(left)} left`}`,
  progressTrain: (/** @type {number} */ done, /** @type {number} */ total, /** @type {number | undefined} */ loss) =>
    `Learning: epoch ${whole(done)} of ${whole(total)}${loss === undefined ? "" : ` · loss ${decimal(loss)}`}`,
  progressCluster: "Finding groups",
  progressMap: "Drawing the map",
  progressStart: "Getting ready to listen",
  stopping: "Stopping…",
  lossNames: { total: "total", reconstruction: "rebuilding", kl: "KL", validation: "unseen songs" },
  lossAxes: /** @type {[string, string]} */ (["epoch", "loss"]),
  lossLabel: (/** @type {number} */ from, /** @type {number} */ to, /** @type {number} */ epochs) =>
    `The loss over ${whole(epochs)} epochs: from ${decimal(from)} to ${decimal(to)}.`,
  activeUnits: (/** @type {number} */ active) => count(active, "active unit", "active units"),

  heard: (/** @type {number} */ ready, /** @type {number} */ failed, /** @type {number} */ same, /** @type {number} */ open) =>
    [
      open > 0 ? `${whole(ready)} of ${whole(ready + failed + same + open)} heard` : `${whole(ready)} heard`,
      failed > 0 ? `${whole(failed)} could not be read` : "",
      same > 0 ? count(same, "duplicate", "duplicates") : "",
    ].filter(Boolean).join(", "),
  listSummary: (/** @type {number} */ n) => `List of ${songs(n)}`,
  duplicateOf: (/** @type {string} */ name) => `The same recording as “${name}”.`,
  play: (/** @type {string} */ title) => `Play ${title}`,
  pause: "Pause",
  resume: "Play",
  remove: (/** @type {string} */ name) => `Remove ${name}`,
  removed: (/** @type {string} */ name) => `Removed “${name}”.`,
  cleared: (/** @type {number} */ n) => `Cleared ${songs(n)}.`,
  erased: "Erased. Nothing of your songs is stored in this browser now.",
  updateReady: "A newer Songscape is ready. Loading it starts the page afresh.",
  updateTake: "Load it",
  updateOtherTabs: (/** @type {number} */ n) => `Songscape is open in ${count(n, "other tab", "other tabs")}. Close them first, so that two versions never mix.`,
  undo: "Undo",
  runAgain: "Run again",
  hideGroup: (/** @type {string} */ name) => `Show ${name}`,
  facts: (/** @type {string[]} */ parts) => parts.filter(Boolean).join(" · "),
  distance: (/** @type {number} */ value) => `distance ${decimal(value)}`,
  picture: "songscape-map.png",
  pictureFailed: "The picture could not be made.",

  moment: (/** @type {number} */ epoch) => (epoch === 0 ? "untrained network" : `after epoch ${whole(epoch)}`),
  before: "before learning: the sound itself",
  after: "after learning",
  replay: "Replay the learning",
  replayPause: "Pause the replay",

  table: { title: "Song", artist: "Artist", group: "Group", nearest: "Nearest song", state: "State", seconds: "Heard" },
  changedSettings: (/** @type {string[]} */ labels) => `You changed ${list(labels)}. The map still shows the run before.`,
  changedSongs: "The songs changed. The map still shows the run before.",
  auto: "Auto",
  meaning: "What does this mean?",
  settingRange: (/** @type {number} */ low, /** @type {number} */ high) => `${numberPlain(low)} to ${numberPlain(high)}`,
  stages: /** @type {Record<string, string>} */ ({
    decode: "Decoding", features: "Features", training: "Training", clustering: "Groups", metrics: "Scores", projection: "Map",
  }),
  groupNames: /** @type {Record<string, string>} */ ({
    Sound: "Sound", Network: "Network", Training: "Training", Groups: "Groups", Map: "Map",
  }),
};

/** @param {number} value */
export function numberPlain(value) {
  return Math.abs(value) >= 1e-3 || value === 0 ? value.toLocaleString(LANGUAGE, { maximumFractionDigits: 6 }) : value.toExponential();
}

/** @param {string[]} parts */
function list(parts) {
  return parts.length < 2 ? parts.join("") : `${parts.slice(0, -1).join(", ")} and ${parts[parts.length - 1]}`;
}
