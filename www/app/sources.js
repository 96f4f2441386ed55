// @ts-check
/** What songs can be described by, and which choices of `feature` that leaves. */

/** @typedef {import("./types.js").Track} Track */
/** @typedef {import("./types.js").Settings} Settings */
/** @typedef {"sound" | "lyrics" | "table" | "tensor"} Source */
/** What some song has; `sung`: together with lyrics. @typedef {{some: Set<Source>, sung: Set<Source>}} Sources */

/** Features made of what is heard, and those of them in whose place an array may stand. */
export const HEARD = ["mfcc", "mfcc_mean", "mfcc_frames", "logmelspec"];
const MAPS = new Set(["mfcc_frames", "logmelspec"]);
/** Features that join sound and lyrics. */
const JOINED = new Set(["hybrid", "multimodal"]);

/** @param {string | number | null | undefined} feature */
export const isHeard = (feature) => HEARD.includes(String(feature));

/** @param {string} feature */
export const isMap = (feature) => MAPS.has(feature);

/** @param {string | number | undefined} feature */
export const isJoined = (feature) => JOINED.has(String(feature));

/** The feature of numbers that a run is made of, or null for lyrics alone. @param {Settings} settings complete @returns {string | null} */
export function numbersOf({ feature, audio_feature: part }) {
  if (isJoined(feature)) return String(part);
  return feature === "lyrics_tfidf" ? null : String(feature);
}

/** @param {Track[]} tracks @returns {Sources} */
export function sourcesOf(tracks) {
  /** @type {Sources} */
  const found = { some: new Set(), sung: new Set() };
  for (const { state, sources } of tracks) {
    if (state === "failed" || state === "duplicate") continue;
    const sung = sources.includes("lyrics");
    for (const source of /** @type {Source[]} */ (sources)) {
      found.some.add(source);
      if (sung) found.sung.add(source);
    }
  }
  return found;
}

/** Whether numbers can be had. @param {string} feature of one kind @param {Set<Source>} sources */
function has(feature, sources) {
  if (feature === "lyrics_tfidf") return sources.has("lyrics");
  if (feature === "table") return sources.has("table");
  return sources.has("sound") || (isMap(feature) && sources.has("tensor"));
}

/**
 * What all songs lack for a feature; null when at least one has what it needs.
 * @param {string} feature
 * @param {Sources} sources
 * @returns {"sound" | "lyrics" | "table" | "both" | null}
 */
export function lacking(feature, { some, sung }) {
  if (isJoined(feature)) return sung.size > 1 ? null : some.has("lyrics") ? "both" : "lyrics";
  if (has(feature, some)) return null;
  return feature === "lyrics_tfidf" ? "lyrics" : feature === "table" ? "table" : "sound";
}

/**
 * The settings that go with a choice of feature: what lyrics are joined with must be there.
 * @param {string} feature
 * @param {Settings} settings complete
 * @param {Sources} sources
 * @returns {Settings} what changes
 */
export function settingsFor(feature, settings, { sung }) {
  if (!isJoined(feature) || has(String(settings["audio_feature"]), sung)) return { feature };
  const instead = ["mfcc", "table", "logmelspec"].find((part) => has(part, sung));
  return instead ? { feature, audio_feature: instead } : { feature };
}
