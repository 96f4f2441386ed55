// @ts-check
/** Text in any script: which language a screen reader and the fonts should take it for, and how to shorten it between letters. */

/**
 * Scripts, and the language most songs in them are sung in. Kana and Hangul stand before Han: texts in them hold Han letters too.
 * @type {[script: RegExp, language: string][]}
 */
const SCRIPTS = [
  [/\p{Script=Bengali}/u, "bn"], [/\p{Script=Devanagari}/u, "hi"], [/\p{Script=Tamil}/u, "ta"], [/\p{Script=Telugu}/u, "te"],
  [/\p{Script=Gujarati}/u, "gu"], [/\p{Script=Gurmukhi}/u, "pa"], [/\p{Script=Arabic}/u, "ar"], [/\p{Script=Hebrew}/u, "he"],
  [/\p{Script=Thai}/u, "th"], [/[\p{Script=Hiragana}\p{Script=Katakana}]/u, "ja"], [/\p{Script=Hangul}/u, "ko"], [/\p{Script=Han}/u, "zh"],
  [/\p{Script=Cyrillic}/u, "ru"], [/\p{Script=Greek}/u, "el"],
];
const LATIN = /^[\u0000-\u02ff\u2000-\u206f]*$/;
/** So many characters tell. */
const LOOKED_AT = 400;

/** @param {string} text @returns {string | undefined} a language tag; nothing for Latin letters, which any language may be */
export function languageOf(text) {
  const beginning = text.slice(0, LOOKED_AT);
  if (LATIN.test(beginning)) return undefined;
  return SCRIPTS.find(([script]) => script.test(beginning))?.[1];
}

/** @param {HTMLElement} element @param {string} text what it holds */
export function tellLanguage(element, text) {
  const language = languageOf(text);
  if (language) element.lang = language;
  else element.removeAttribute("lang");
}

const letters = new Intl.Segmenter(undefined, { granularity: "grapheme" });

/**
 * One line of at most `most` letters as readers count them: no conjunct, vowel sign or emoji is cut in two.
 * @param {string} text
 * @param {number} most
 */
export function oneLine(text, most) {
  // A letter may be many code units long; what is far beyond is not even looked at.
  const line = text.slice(0, most * 16).replace(/\s+/g, " ").trim();
  if (line.length <= most) return line.length < text.trim().length && text.length > most * 16 ? `${line}…` : line;
  let end = 0;
  let count = 0;
  for (const { index, segment } of letters.segment(line)) {
    if (count === most) return `${line.slice(0, end)}…`;
    end = index + segment.length;
    count += 1;
  }
  return line;
}
