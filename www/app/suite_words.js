// @ts-check
/** What the page says of suites: what each is for, what its runs are, what songs lack for them, how it went. */

import { groupingWords } from "./grouping_words.js";
import { pictureWords } from "./picture_words.js";
import { isJoined } from "./sources.js";
import { count, whole, words } from "./words.js";

/** @typedef {import("./types.js").Settings} Settings */
/** @typedef {import("./suite_plan.js").Need} Need */
/** @typedef {import("./suite_plan.js").Difference} Difference */
/** @typedef {import("./suite_plan.js").SuiteRecord} SuiteRecord */

/** @type {Record<string, {title: string, shows: string}>} */
const SUITES = {
  easy: { title: "Easy", shows: "Can lyrics alone tell two languages apart? A VAE against PCA, each drawn by t-SNE and by UMAP." },
  medium: { title: "Medium", shows: "Sound as a picture, alone and beside the lyrics, grouped in three ways; and three simpler rivals." },
  hard: { title: "Hard", shows: "A network that is told the language, one that must keep tidier, one that also knows the genre; and three simpler rivals." },
  a_easy: { title: "Easy, system A", shows: "The average timbre of each song, raw: a VAE against PCA, each drawn by t-SNE and by UMAP." },
  a_medium: { title: "Medium, system A", shows: "One encoder hears, one reads, one latent space for both; grouped in three ways." },
  a_hard: { title: "Hard, system A", shows: "Sound, words and genre together, and a network that is told the genre; against PCA, an autoencoder and no learning at all." },
};

/** @type {Record<Difference, string>} */
const DIFFERENCES = {
  sample_rate: "Sound is heard at 22,050 Hz; theirs at each file’s own rate. A table of theirs, dropped here, takes its place.",
  components: "PCA keeps up to 32 components; theirs keeps 16.",
  lyrics_counted: "Lyrics are counted (TF-IDF) and summed up; theirs are read by a language model (all-MiniLM-L6-v2).",
  latents_as_they_are: "Groups are sought in the latent space as it is; theirs is standardised first.",
  sound_learned: "The sound goes through a small network of its own first; theirs stands beside the words as it is.",
  lyrics_summed_up: "The words are summed up in fewer numbers; theirs go in one number a word.",
  genre_columns: "Each genre has a column; theirs is one number for all genres.",
};

/** What songs are described by, short enough for a table. @type {Record<string, string>} */
const MADE_OF = { logmelspec: "spectrogram", mfcc_mean: "average timbre", table: "your table", lyrics_tfidf: "lyrics", hybrid: "lyrics", multimodal: "lyrics, genre" };

/** @type {Record<string, string>} */
const NETWORKS = { conv2d: "convolutional", dual_encoder: "two encoders" };

export const suiteWords = {
  title: (/** @type {string} */ name) => SUITES[name]?.title ?? name,
  shows: (/** @type {string} */ name) => SUITES[name]?.shows ?? "",
  differs: (/** @type {Difference} */ code) => DIFFERENCES[code],

  headPlanned: ["Run", "Made of", "Placed by", "Grouped by"],
  headScores: ["Run", "Songs", "Groups", "Silhouette", "CH", "DB", "Silhouette, common space", "ARI", "NMI", "Purity"],
  map: "Map",
  caption: (/** @type {string} */ name) => `Runs of the suite ${suiteWords.title(name)}`,
  run: (/** @type {string} */ folder) => folder.replace(/^[^/]*\//, ""),
  madeOf: (/** @type {Settings} */ { feature, audio_feature: part }) => {
    const text = [...(isJoined(feature) ? [String(part)] : []), String(feature)].map((name) => MADE_OF[name] ?? name).join(", ");
    return text.charAt(0).toUpperCase() + text.slice(1);
  },
  placedBy: (/** @type {Settings} */ { feature, baseline, vae_arch: built, beta, objective, cond_col: told }) => {
    const learns = baseline === "none" || baseline === "ae";
    return words.facts([
      pictureWords.representations[String(baseline)] ?? String(baseline),
      // The numbers of a hybrid are no picture: there the convolutions are the sound's own network.
      learns && !(built === "conv2d" && isJoined(feature)) ? NETWORKS[String(built)] ?? "" : "",
      baseline === "none" && beta !== 1 && objective !== "mean" ? `β = ${beta}` : "",
      learns && told !== "" ? `told the ${String(told)}` : "",
    ]);
  },
  groupedBy: (/** @type {Settings} */ { cluster_method: method, clusters }) =>
    `${groupingWords.methods[String(method)]?.name ?? String(method)}${method === "dbscan" ? "" : `, ${count(Number(clusters), "group", "groups")}`}`,

  begin: (/** @type {string} */ name) => `Run ${suiteWords.title(name)}`,
  beginAgain: (/** @type {string} */ name) => `Run ${suiteWords.title(name)} again`,
  beginSome: (/** @type {number} */ possible, /** @type {number} */ all) => `Run the ${whole(possible)} of ${whole(all)} that can be made`,
  took: (/** @type {number} */ seconds) => `Last time it took ${duration(seconds)}.`,

  needs: /** @type {Record<Need["kind"], string>} */ ({
    sound: "No song here has sound that was heard.",
    lyrics: "No song here has lyrics.",
    table: "No song here is in a table of numbers.",
    column: "",
  }),
  lacks: (/** @type {Need} */ { kind, name }) => (kind === "column" ? `No song here has a value in the column “${String(name).slice(0, 60)}”.` : suiteWords.needs[kind]),
  bring: /** @type {Record<Need["kind"], string>} */ ({
    sound: "Drop audio files.",
    lyrics: "Drop lyrics (.txt, .lrc), or a list with a column “lyrics”.",
    table: "Drop the table (.csv).",
    column: "Add it in the table of songs below, or drop a list that has it.",
  }),
  unlabelled: (/** @type {string[]} */ names) => `Without a column “${names.join("” and “")}” there are no true labels: ARI, NMI and purity stay empty.`,
  taken: (/** @type {string[]} */ pairs) => `From your settings: ${pairs.join(", ")}.`,
  differsLead: "Where it is not theirs to the letter",

  now: (/** @type {string} */ name, /** @type {number} */ run, /** @type {number} */ runs, /** @type {string} */ folder) =>
    `${suiteWords.title(name)}: run ${whole(run)} of ${whole(runs)}, ${suiteWords.run(folder)}`,
  stopping: "Stopping …",
  warnings: (/** @type {number} */ n) => count(n, "warning", "warnings"),
  waiting: "waits",
  atWork: "at work",
  notMade: "not made",
  none: "–",
  undefined: "undefined",
  best: "best",
  failed: (/** @type {string} */ sentence) => `Failed: ${sentence}`,
  show: "Show on the map",
  shown: "On the map",
  showLabel: (/** @type {string} */ folder) => `Show on the map: ${folder}`,
  save: "Save this comparison (CSV)",
  fair: "Bold is the best among runs that can be held against each other. Silhouette, CH and DB are measured in each run’s own space, so none of them is marked; the silhouette in the common space is, among runs made of the same numbers. Purity is marked among runs with equally many groups.",
  finished: (/** @type {SuiteRecord} */ { name, runs, failures, stopped, seconds }) =>
    `${suiteWords.title(name)}: ${count(runs.length, "run", "runs")} in ${duration(seconds)}${failures.length > 0 ? `, ${whole(failures.length)} failed` : ""}${stopped ? ", then you stopped" : ""}.`,
  replaced: (/** @type {string} */ name) => `The earlier runs of ${suiteWords.title(name)} were replaced.`,
  bringBack: "Bring them back",
};

/** @param {number} seconds */
export function duration(seconds) {
  if (seconds < 59.5) return seconds < 1 ? "under 1 second" : count(Math.round(seconds), "second", "seconds");
  const [minutes, rest] = [Math.floor(Math.round(seconds) / 60), Math.round(seconds) % 60];
  return `${count(minutes, "minute", "minutes")}${rest > 0 ? ` ${whole(rest)} s` : ""}`;
}
