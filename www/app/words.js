// @ts-check
/**
 * Every word the page's scripts say, in one place. English; another language is another module with the same exports.
 * Faults and their cures are in problem_words.js.
 */

import { projectWords } from "./project_words.js";

export { problemWords } from "./problem_words.js";

/** @typedef {import("./types.js").Run} Run */
/** @typedef {import("./types.js").Track} Track */

const LANGUAGE = "en";
/** Maps that only keep neighbours together: no axis of theirs means anything. @type {Record<string, string>} */
const BENT = { umap: "UMAP", tsne: "t-SNE" };
const plain = new Intl.NumberFormat(LANGUAGE, { maximumFractionDigits: 0 });

/** @param {number} value */
export const whole = (value) => plain.format(value);

/**
 * Two decimals, a true minus sign, and none before a zero.
 * @param {number} value
 */
export const decimal = (value, digits = 2) => value.toFixed(digits).replace(/^-(?=[0.]+$)/, "").replace("-", "−");

/** @param {number} number @param {string} one @param {string} many */
export const count = (number, one, many) => `${whole(number)} ${number === 1 ? one : many}`;

/** @param {number} number */
export const songs = (number) => count(number, "song", "songs");

/** @param {number} bytes */
export function size(bytes) {
  if (bytes < 1000) return `${bytes} B`;
  if (bytes < 999_500) return `${Math.round(bytes / 1000)} kB`;
  if (bytes < 999_500_000) return `${(bytes / 1e6).toFixed(bytes < 9_950_000 ? 1 : 0)} MB`;
  return `${(bytes / 1e9).toFixed(1)} GB`;
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
  known: "known from an earlier visit",
  silent: "No sound came with this song, so it cannot be played.",
  knownShort: "known",
  stateOf: (/** @type {Track} */ track) => {
    const { state, file, sources } = track;
    if (track.away) return projectWords.away;
    if (state !== "ready" || file !== null) return state === "ready" && track.known ? words.known : words.states[state];
    const numbers = sources.includes("table") ? "numbers from a table" : sources.includes("tensor") ? "numbers from a file" : "";
    if (numbers === "") return sources.includes("lyrics") ? "lyrics only" : "a name only";
    return sources.includes("lyrics") ? `lyrics and ${numbers}` : numbers;
  },
  withLyrics: "lyrics",
  group: (/** @type {number} */ label) => (label === -2 ? "not yet grouped" : label === -1 ? "in no group" : `Group ${label + 1}`),
  clip: (/** @type {number} */ start) => `from ${clock(start)}`,
  groupCount: (/** @type {number} */ number, clips = false) => (clips ? count(number, "clip", "clips") : songs(number)),
  axes: (/** @type {[number, number] | null} */ shares, /** @type {string | number | undefined} */ viz = "pca") => /** @type {[string, string]} */ (
    // A map that was not waited for is straight, whatever was asked for: then it has shares.
    shares === null && Object.hasOwn(BENT, String(viz))
      ? [`${BENT[String(viz)]}: near means alike; the directions mean nothing`, "a direction without meaning"]
      : ["first direction", "second direction"].map((name, axis) => (shares ? `${name}: ${Math.round(shares[axis] * 100)} % of the spread` : name))
  ),
  axesBefore: /** @type {[string, string]} */ (["first direction before any learning", "second direction"]),
  /** The same where there is little room. */
  axesNarrow: (/** @type {[string, string]} */ labels) => /** @type {[string, string]} */ (labels.map((label) => label.split(/:| before/)[0])),
  mapWait: "The map begins with the second song.",
  mapNone: "No map was drawn of these songs.",
  mapStarting: "Getting ready to listen…",
  mapLabel: (/** @type {number} */ n, clips = false) => `Map of ${words.groupCount(n, clips)}. Arrow keys go from ${clips ? "clip to clip" : "song to song"}.`,
  mapEmpty: "Map, still empty",

  listening: "Listening to your songs",
  listeningWhy: "Each song becomes a row of numbers that describe its sound. Dots appear as songs are heard.",
  learning: "The network is learning",
  learningWhy: "It squeezes each song through a few numbers and tries to bring back what it was told of the song. Songs that need similar numbers drift together.",
  learningSlow: "A network of this kind takes its time. Stop whenever you like: what is learned so far is kept, and the map is made of it.",
  drawing: "The map is being drawn",
  drawingWhy: "Songs pull those most like them near and push all others away, again and again, until the map comes to rest. Only nearness counts, no direction.",
  failedHeadline: "There is no map yet",

  progressFetch: (/** @type {number} */ done, /** @type {number} */ total) => `Fetching the demo songs: ${whole(done)} of ${whole(total)}`,
  progressListen: (/** @type {number} */ done, /** @type {number} */ total, /** @type {number | undefined} */ left, known = 0) =>
    words.facts([
      `Listening: ${whole(done)} of ${whole(total)}`,
      known > 0 ? `${whole(known)} known already` : "",
      left === undefined || done >= total ? "" : `${span(left)} left`,
    ]),
  progressTrain: (/** @type {number} */ done, /** @type {number} */ total, /** @type {number | undefined} */ loss, /** @type {number | undefined} */ left) =>
    words.facts([`Learning: epoch ${whole(done)} of ${whole(total)}`, loss === undefined ? "" : `loss ${decimal(loss)}`, left === undefined || done >= total ? "" : `${span(left)} left`]),
  stopKeeps: "Stop ends it after this epoch and keeps what is learned so far.",
  progressLyrics: "Counting what the lyrics are made of",
  progressSound: (/** @type {number} */ done, /** @type {number} */ total, /** @type {number | undefined} */ left) =>
    words.facts([`Learning the sound first: epoch ${whole(done)} of ${whole(total)}`, left === undefined || done >= total ? "" : `${span(left)} left`]),
  progressPlace: (/** @type {number} */ done, /** @type {number} */ total) => `Placing: ${whole(done)} of ${whole(total)}`,
  progressNeighbours: (/** @type {number} */ done, /** @type {number} */ total) => `Looking for each song's nearest songs${percent(done, total)}`,
  progressCluster: (/** @type {number} */ done, /** @type {number} */ total) => `Finding groups${percent(done, total)}`,
  progressScore: (/** @type {number} */ done, /** @type {number} */ total) => `Scoring the groups${percent(done, total)}`,
  progressMap: (/** @type {number} */ done, /** @type {number} */ total) => `Drawing the map${percent(done, total)}`,
  progressRepeat: (/** @type {number} */ done, /** @type {number} */ total) => `The same once more with another seed: ${whole(Math.min(done + 1, total))} of ${whole(total)}`,
  stopKeepsMap: "Stop keeps the map as it is now.",
  stopKeepsRepeats: "Stop keeps the seeds that are done.",
  progressStart: "Getting ready to listen",
  stopping: "Stopping…",
  lossNames: { total: "total", reconstruction: "rebuilding", kl: "KL", validation: "unseen" },
  lossMeans: {
    total: "what the training makes small",
    reconstruction: "how far rebuilt songs are off",
    kl: "the price of a tidy map, before β",
    validation: "total for songs it never studied",
  },
  bestEpoch: (/** @type {number} */ epoch) => `best: epoch ${whole(epoch)}`,
  lossAxes: /** @type {[string, string]} */ (["epoch", "loss"]),
  lossLabel: (/** @type {number} */ from, /** @type {number} */ to, /** @type {number} */ epochs, /** @type {number | null} */ best = null) =>
    `The loss over ${whole(epochs)} epochs: from ${decimal(from)} to ${decimal(to)}.${best === null ? "" : ` Unseen songs were rebuilt best after epoch ${whole(best)}.`}`,
  activeUnits: (/** @type {number} */ active) => count(active, "active unit", "active units"),

  heard: (/** @type {{ready: number, known: number, silent: number, away?: number, failed: number, duplicate: number, open: number}} */ { ready, known, silent, away = 0, failed, duplicate, open }) => {
    const sound = ready - silent;
    const all = sound + failed + duplicate + open;
    return [
      open > 0 ? `${whole(sound)} of ${whole(all)} heard` : known === 0 && (sound > 0 || silent === 0) ? `${whole(sound)} heard` : "",
      known > 0 ? `${whole(known)} of ${whole(all)} known from an earlier visit, not heard again` : "",
      silent > 0 ? `${whole(silent)} without sound` : "",
      away > 0 ? projectWords.awayCount(away) : "",
      failed > 0 ? `${whole(failed)} could not be read` : "",
      duplicate > 0 ? count(duplicate, "duplicate", "duplicates") : "",
    ].filter(Boolean).join(", ");
  },
  listSummary: (/** @type {number} */ n) => `List of ${songs(n)}`,
  listMore: (/** @type {number} */ shown, /** @type {number} */ all) => `These are the first ${whole(shown)} of ${songs(all)}. The filter searches all of them.`,
  duplicateOf: (/** @type {string} */ name) => `The same recording as “${name}”.`,
  play: (/** @type {string} */ title) => `Play ${title}`,
  show: (/** @type {string} */ title) => `Show ${title}`,
  pause: "Pause",
  resume: "Play",
  remove: (/** @type {string} */ name) => `Remove ${name}`,
  removed: (/** @type {string} */ name) => `Removed “${name}”.`,
  cleared: (/** @type {number} */ n) => `Cleared ${songs(n)}.`,
  kept: (/** @type {{songs: number, bytes: number}} */ { songs: number, bytes }) =>
    number === 0 ? "Kept in this browser: nothing of any song." : `Kept in this browser: features of ${songs(number)}, ${size(bytes)}.`,
  erased: (/** @type {{songs: number, bytes: number}} */ { songs: number, bytes }, keeping = true) =>
    `Erased: ${number === 0 ? "" : `what was heard of ${songs(number)} (${size(bytes)}), `}your preferences${keeping ? "" : " (only that nothing is to be kept is remembered)"}, and the copy of this page for use without a network.`,
  updateReady: "A newer Songscape is ready. Loading it starts the page afresh.",
  updateTake: "Load it",
  updateOtherTabs: (/** @type {number} */ n) => `Songscape is open in ${count(n, "other tab", "other tabs")}. Close them first, so that two versions never mix.`,
  undo: "Undo",
  runAgain: "Run again",
  hideGroup: (/** @type {string} */ name) => `Show ${name}`,
  facts: (/** @type {string[]} */ parts) => parts.filter(Boolean).join(" · "),
  distance: (/** @type {number} */ value) => `distance ${decimal(value)}`,
  picture: "songscape-map.png",
  moreLines: (/** @type {number} */ n) => `and ${whole(n)} more`,
  pictureFailed: "The picture could not be made.",

  moment: (/** @type {number} */ epoch) => (epoch === 0 ? "untrained network" : `after epoch ${whole(epoch)}`),
  before: "before learning",
  after: "after learning",
  replay: "Replay the learning",
  replayPause: "Pause the replay",

  title: "Title",
  table: { play: "Play", title: "Song", artist: "Artist", group: "Group", nearest: "Nearest song", lyrics: "Lyrics", state: "State", seconds: "Heard" },
  changedSettings: (/** @type {string[]} */ labels) => `You changed ${list(labels)}. The map still shows the run before.`,
  changedSongs: "The songs changed. The map still shows the run before.",
  auto: "Auto",
  /** What a map can be made of, with the names that the settings and the files use. */
  features: /** @type {Record<string, string>} */ ({
    mfcc: "Timbre (mfcc)",
    mfcc_mean: "Timbre on average (mfcc_mean)",
    mfcc_frames: "Timbre in time (mfcc_frames)",
    logmelspec: "Spectrogram (logmelspec)",
    lyrics_tfidf: "Lyrics (lyrics_tfidf)",
    hybrid: "Sound and lyrics (hybrid)",
    multimodal: "Sound, lyrics and genre (multimodal)",
    table: "A table of features (table)",
  }),
  lacking: { sound: "no song has sound", lyrics: "no song has lyrics", table: "no table is here", both: "no song has both" },
  balance: (/** @type {number} */ sound, /** @type {number} */ lyrics) => `sound ${weight(sound)} · lyrics ${weight(lyrics)}`,
  common: "“In the common space”: the same score, reckoned on the standardised numbers that describe the songs and not on what the network made of them. Every network has a space of its own, so only these can be compared between runs.",
  undefinedScore: "undefined",
  /** Why a setting has no effect at the moment. */
  idle: {
    joined: "No effect now: it counts where sound and lyrics are joined (hybrid, multimodal).",
    sound: "No effect now: the map is not made of what is heard.",
    lyrics: "No effect now: the map is not made of lyrics.",
    mfccFrames: "No effect now: it belongs to mfcc_frames.",
    logmelspec: "No effect now: it belongs to logmelspec.",
    maps: "No effect now: it belongs to mfcc_frames and logmelspec.",
    multimodal: "No effect now: it belongs to multimodal.",
    network: "No effect now: this baseline trains no network.",
    variational: "No effect now: it belongs to the variational autoencoder (baseline none).",
    elbo: "No effect now: it belongs to the objective elbo.",
    fullyConnected: "No effect now: it belongs to mlp and dual_encoder.",
    conv2d: "No effect now: it belongs to conv2d.",
    validation: "No effect now: it needs songs that are held back (Validation share above 0).",
    recon: "No effect now: reconstructions are not kept.",
    findsNumber: "No effect now: DBSCAN and HDBSCAN find the number of groups themselves.",
    agglomerative: "No effect now: it belongs to the grouping agglomerative.",
    dbscan: "No effect now: it belongs to the grouping dbscan.",
    spectral: "No effect now: it belongs to the grouping spectral.",
    hdbscan: "No effect now: it belongs to the grouping hdbscan.",
    umap: "No effect now: it belongs to the map umap.",
    tsne: "No effect now: it belongs to the map tsne.",
  },
  /** Why settings do not go together, beside the one that can be changed. */
  clashes: {
    needsMap: "Conv2d looks at pictures of sound, and what the map is made of is none: it needs mfcc_frames or logmelspec.",
    needsHybrid: "A dual encoder listens with one half and reads with the other: it needs sound and lyrics together (hybrid).",
  },
  /** What a column would tell the network. */
  condition: (/** @type {{values: number, empty: number, songs: number}} */ { values, empty, songs: all }) => {
    const without = empty > 0 ? `; ${songs(empty)} without one will not be on the map` : "";
    if (values < 2) return `Every song has the same value here, so it tells the network nothing${without}.`;
    if (values > Math.max(10, all / 3)) return `${count(values, "value", "values")} for ${songs(all)}${without}. With so few songs a value the network could learn the songs by heart.`;
    return `${count(values, "value", "values")}${without}. The network is told it of each song and need not find it out by itself.`;
  },
  noColumn: "none",
  missingColumn: (/** @type {string} */ name) => `${name} (no song has it)`,
  memory: (/** @type {number} */ bytes, /** @type {number} */ limit) => `This run needs about ${size(bytes)}; a tab here has room for about ${size(limit)}.`,
  quadratic: (/** @type {number} */ rows, /** @type {number} */ bytes) =>
    `This linkage keeps the distance of each pair of ${whole(rows)} songs; that takes ${size(bytes)} of memory, and some time. Ward and single linkage do without.`,
  meaning: "What does this mean?",
  settingRange: (/** @type {number} */ low, /** @type {number} */ high) => `${numberPlain(low)} to ${numberPlain(high)}`,
  stages: /** @type {Record<string, string>} */ ({
    decode: "Decoding", features: "Features", lyrics: "Lyrics", training: "Training", placing: "Placing", clustering: "Groups", metrics: "Scores", projection: "Map",
  }),
  groupNames: /** @type {Record<string, string>} */ ({
    Sound: "Sound", Lyrics: "Lyrics", Network: "Network", Training: "Training", Reconstructions: "Reconstructions", Groups: "Groups", Map: "Map",
  }),
};

/** How far something is, where there are enough steps to say so. @param {number} done @param {number} total */
const percent = (done, total) => (total > 2 ? `: ${whole(Math.floor((100 * Math.min(done, total)) / total))} %` : "");

/** One decimal at least, so that the figures keep their places while a slider moves. @param {number} value */
const weight = (value) => value.toLocaleString(LANGUAGE, { minimumFractionDigits: 1, maximumFractionDigits: 2 });

/** @param {number} value */
export function numberPlain(value) {
  return Math.abs(value) >= 1e-3 || value === 0 ? value.toLocaleString(LANGUAGE, { maximumFractionDigits: 6 }) : value.toExponential();
}

/** @param {string[]} parts */
function list(parts) {
  return parts.length < 2 ? parts.join("") : `${parts.slice(0, -1).join(", ")} and ${parts[parts.length - 1]}`;
}
