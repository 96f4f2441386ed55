// @ts-check
/**
 * TF-IDF written out in plain JavaScript, by scikit-learn's rules: what a page without WebAssembly would do. The packages
 * that were looked at cut lyrics into words of English, not into runs of characters, or need Node.
 */
import { answerWith } from "./answer.js";
import { songs } from "./load.js";

/** As in the page's defaults. */
const CHAR_WB = { shortest: 3, longest: 5, least: 2, most: 5000 };
const WORD = { least: 1, most: 500 };

/** Runs of characters within words that have a space on either side. @param {string} text @param {(term: string) => void} emit */
function runs(text, emit) {
  for (const word of text.split(/\s+/u)) {
    if (word === "") continue;
    const letters = [" ", ...word, " "];
    for (let length = CHAR_WB.shortest; length <= CHAR_WB.longest; length += 1) {
      if (letters.length <= length) {
        emit(letters.join(""));
        break;
      }
      for (let start = 0; start + length <= letters.length; start += 1) emit(letters.slice(start, start + length).join(""));
    }
  }
}

/** Words of at least two letters or digits, in lower case. @param {string} text @param {(term: string) => void} emit */
function words(text, emit) {
  for (const [word] of text.toLowerCase().matchAll(/[\p{L}\p{N}_]{2,}/gu)) emit(word);
}

/** In code-point order; all these letters have one code unit. @param {string} a @param {string} b */
const inOrder = (a, b) => (a < b ? -1 : a > b ? 1 : 0);

/**
 * @param {string[]} lyrics
 * @param {(text: string, emit: (term: string) => void) => void} cut
 * @param {{least: number, most: number}} rule  songs that must share a term, and how many terms are kept
 */
function tfidf(lyrics, cut, { least, most }) {
  const counts = lyrics.map((text) => {
    /** @type {Map<string, number>} */
    const terms = new Map();
    cut(text, (term) => terms.set(term, (terms.get(term) ?? 0) + 1));
    return terms;
  });
  /** @type {Map<string, {songs: number, total: number}>} */
  const all = new Map();
  for (const terms of counts) {
    for (const [term, count] of terms) {
      const known = all.get(term);
      if (known === undefined) all.set(term, { songs: 1, total: count });
      else {
        known.songs += 1;
        known.total += count;
      }
    }
  }
  const names = [...all]
    .filter(([, { songs }]) => songs >= least)
    .sort(([a, { total: one }], [b, { total: other }]) => other - one || inOrder(a, b))
    .slice(0, most)
    .map(([term]) => term)
    .sort(inOrder);
  const columns = new Map(names.map((term, column) => [term, column]));
  const idf = names.map((term) => Math.log((1 + lyrics.length) / (1 + (all.get(term)?.songs ?? 0))) + 1);
  /** @type {number[]} */
  const numbers = [];
  for (const terms of counts) {
    /** @type {[number, number][]} */
    const row = [];
    for (const [term, count] of terms) {
      const column = columns.get(term);
      if (column !== undefined) row.push([column, count * idf[column]]);
    }
    row.sort(([a], [b]) => a - b);
    const length = Math.hypot(...row.map(([, weight]) => weight));
    for (const [, weight] of row) numbers.push(weight / length);
  }
  return { names, numbers };
}

/** @param {(lyrics: string[]) => {names: string[], numbers: number[]}} count */
const counting = (count) => (/** @type {number} */ size) => {
  const lyrics = songs(size);
  return () => {
    const found = count(lyrics);
    return () => found;
  };
};

answerWith({
  char_wb: counting((lyrics) => tfidf(lyrics, runs, CHAR_WB)),
  word: counting((lyrics) => tfidf(lyrics, words, WORD)),
});
