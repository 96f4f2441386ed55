// @ts-check
/** What stands on the report: everything one must know of a run to judge it, and to make it again. */

import { featureVersion } from "../pkg/songscape.js";
import { changedSettings } from "./compare_scores.js";
import { differenceOf, sidesOf } from "./compare_songs.js";
import { scoreNotes, scoreTable } from "./compare_table.js";
import { compareWords } from "./compare_words.js";
import { make, need } from "./dom.js";
import { addressOf } from "./hash.js";
import { drawOn } from "./picture_files.js";
import { mapsOf, picturesOf } from "./pictures.js";
import { reportPageWords } from "./report_page_words.js";
import { headline, subline } from "./report_words.js";
import { areClips, songView } from "./rows.js";
import { scores } from "./score_list.js";
import { groupSizes } from "./legend.js";
import { truthsOf } from "./summary.js";
import { problemWords } from "./words.js";

/** @typedef {import("./types.js").Run} Run */
/** @typedef {import("./types.js").Track} Track */
/** @typedef {import("./songscape.js").Songscape} Songscape */
/** @typedef {import("./pictures.js").PictureOf} PictureOf */

/** Pixels of a drawing for each of its own: 200 to the inch on paper, and more. */
const SHARPNESS = 2.5;
/** Pixels across of a picture that has half the sheet's width, and the least it has from top to bottom: what is written in it stays legible. */
const [HALF, LEAST] = [440, 300];
/** Pictures with so many names or parts in them that they need the whole width, besides the map. */
const WIDE = new Set(["reconstructions", "dendrogram"]);
/** So many songs of a group are named, and so many that were left out. */
const MOST_NAMED = 40;
/** Longest name of a song. */
const LONGEST = 80;

/**
 * @param {Songscape} engine
 * @param {Run} run
 * @param {Run[]} compared the runs beside it; fewer than two: none
 * @param {Map<string, Track>} tracks
 * @returns {Node[]}
 */
export function sheetOf(engine, run, compared, tracks) {
  const truths = truthsOf(run, tracks);
  return [
    make("p", { class: "sheet-lead", text: headline(run) }),
    make("p", { text: subline(run, truths) }),
    ...warnings(run),
    part(reportPageWords.pictures, gallery(engine, run)),
    part(reportPageWords.scores, scoresOf(run, truths)),
    ...(compared.length >= 2 ? [part(reportPageWords.compared, ...besides(engine, compared))] : []),
    part(reportPageWords.songs, ...songsOf(run, tracks)),
    part(reportPageWords.settings, ...settingsOf(engine, run)),
    part(reportPageWords.again, ...again(engine, run)),
    make("p", { class: "sheet-foot", text: reportPageWords.made }),
  ];
}

/** @param {string} title @param {...Node} content */
const part = (title, ...content) => make("section", {}, make("h2", { text: title }), ...content);

/** @param {Run} run */
function warnings(run) {
  if (run.warnings.length === 0) return [];
  const items = run.warnings.map((warning) => {
    const { sentence, cure } = problemWords(warning);
    return make("li", { text: `${sentence} ${cure}`.trim() });
  });
  return [make("div", { class: "sheet-warnings" }, make("h3", { text: reportPageWords.warnings }), make("ul", {}, ...items))];
}

/** The map large, then those of which two go beside each other, then those that need the whole width. @param {Songscape} engine @param {Run} run */
function gallery(engine, run) {
  const [first, ...others] = picturesOf(engine, run);
  const wide = (/** @type {PictureOf} */ picture) => picture.grows === true || WIDE.has(picture.id);
  const ordered = [...others.filter((picture) => !wide(picture)), ...others.filter(wide)];
  return make("div", { class: "sheet-pictures" }, ...(first ? [pictured(engine, first, true)] : []), ...ordered.map((picture) => pictured(engine, picture, wide(picture))));
}

/** @param {Songscape} engine @param {PictureOf} picture @param {boolean} wide */
function pictured(engine, picture, wide) {
  const canvas = make("canvas", { role: "img", "aria-label": picture.alt });
  const size = wide ? {} : { width: HALF, height: Math.round(Math.max(LEAST, (HALF * picture.height) / picture.width)) };
  drawOn(engine, canvas, picture, { ratio: SHARPNESS, dark: false, ...size });
  return make("figure", { class: wide ? "wide" : "half" }, canvas, make("figcaption", { text: picture.alt }));
}

/** @param {Run} run @param {import("./report_words.js").Truth[]} truths */
function scoresOf(run, truths) {
  const rows = scores(run, truths).map(({ name, value, small = "", verdict, said, besides = [], meaning }) => make("tr", {},
    make("th", { scope: "row", text: name }),
    make("td", { class: "figure", text: value === null ? "–" : `${value}${small}` }),
    make("td", {}, make("p", { text: `${verdict.charAt(0).toUpperCase()}${verdict.slice(1)}. ${said ?? ""}`.trim() }), ...besides.map((text) => make("p", { text })), make("p", { class: "small", text: meaning }))));
  return table("sheet-scores", [reportPageWords.score, reportPageWords.value, reportPageWords.says], rows);
}

/** @param {string} kind @param {string[]} head @param {HTMLElement[]} rows */
function table(kind, head, rows) {
  return make("table", { class: kind }, make("thead", {}, make("tr", {}, ...head.map((text) => make("th", { scope: "col", text })))), make("tbody", {}, ...rows));
}

/** @param {Songscape} engine @param {Run[]} runs */
function besides(engine, runs) {
  const sides = sidesOf(runs, (previous, current) => engine.alignLabels(previous, current));
  const clips = areClips(sides[0].scene.ids);
  const maps = sides.filter(({ scene }) => scene.map.length > 0).flatMap(({ run, scene: { ids, map, labels } }) => {
    const aligned = { ...run, ids, song_ids: ids === run.ids ? run.song_ids : ids, clusters: labels, projection: map };
    const [picture] = mapsOf(aligned);
    return picture ? [pictured(engine, { ...picture, title: `${reportPageWords.facts.run} ${reportPageWords.runOf(run)}` }, false)] : [];
  });
  const [first, ...others] = sides;
  const said = others.map((side) => {
    const { shared, moved } = differenceOf(first, side);
    return make("p", {}, make("strong", { text: `${compareWords.against(first.run, side.run)}: ` }), `${compareWords.moved(moved.length, shared, clips)} ${compareWords.settings(changedSettings(engine.table, first.run, side.run))}`);
  });
  const notes = scoreNotes(runs).map((text) => make("p", { class: "small", text }));
  return [make("div", { class: "sheet-pictures" }, ...maps), ...said, scoreTable(runs), ...notes];
}

/** @param {Run} run @param {Map<string, Track>} tracks */
function songsOf(run, tracks) {
  const { run: perSong } = songView(run);
  const titleOf = (/** @type {string} */ id) => {
    const track = tracks.get(id);
    return (track?.title || track?.name || id).slice(0, LONGEST);
  };
  const groups = groupSizes(perSong.clusters).flatMap(([label, size]) => [
    make("dt", { text: reportPageWords.group(label, size) }),
    make("dd", {}, ...named(perSong.ids.filter((_, row) => perSong.clusters[row] === label).map(titleOf))),
  ]);
  const out = run.left_out.map(({ id, code }) => `${titleOf(id)} (${reportPageWords.lacks(code)})`);
  if (out.length > 0) groups.push(make("dt", { text: reportPageWords.leftOut(out.length) }), make("dd", {}, ...named(out)));
  return [make("p", { text: reportPageWords.songsIn(run.ids.length, perSong.ids.length) }), make("dl", { class: "sheet-groups" }, ...groups)];
}

/** Names with commas between them; of very many the first. @param {string[]} titles @returns {(Node | string)[]} */
function named(titles) {
  const shown = titles.slice(0, MOST_NAMED).flatMap((title, at) => [at === 0 ? "" : ", ", make("bdi", { text: title })]);
  return titles.length > MOST_NAMED ? [...shown, `, ${reportPageWords.more(titles.length - MOST_NAMED)}`] : shown;
}

/** @param {Songscape} engine @param {Run} run */
function settingsOf(engine, run) {
  const valueOf = (/** @type {import("./types.js").SettingRow} */ row) => String(run.settings[row.name] ?? row.default);
  const shown = (/** @type {string | number} */ value) => (value === "" ? reportPageWords.nothing : String(value));
  const changed = engine.table.filter((row) => valueOf(row) !== String(row.default));
  const rows = changed.map((row) => make("tr", {}, make("th", { scope: "row", text: row.label }), make("td", {}, make("bdi", { text: shown(valueOf(row)) })), make("td", { text: shown(row.default) })));
  const all = engine.table.map((row) => make("div", {}, make("dt", { text: row.label }), make("dd", {}, make("bdi", { text: shown(valueOf(row)) }))));
  return [
    make("h3", { text: reportPageWords.changed }),
    rows.length > 0 ? table("sheet-changed", [reportPageWords.setting, reportPageWords.chosen, reportPageWords.usual], rows) : make("p", { text: reportPageWords.noneChanged }),
    make("h3", { text: reportPageWords.all }),
    make("dl", { class: "sheet-settings" }, ...all),
  ];
}

/** @param {Songscape} engine @param {Run} run */
function again(engine, run) {
  const { cache: _, ...settings } = run.settings;
  const { facts } = reportPageWords;
  const list = [
    [facts.seed, String(run.settings["seed"])],
    [facts.address, `${location.href.replace(/[?#].*$/s, "")}${addressOf(engine.table, settings)}`],
    [facts.run, reportPageWords.runOf(run)],
    [facts.version, need("version", HTMLElement).textContent ?? ""],
    [facts.features, String(featureVersion())],
    [facts.browser, navigator.userAgent],
  ];
  return [
    ...reportPageWords.steps(run).map((text) => make("p", { text })),
    make("dl", { class: "sheet-facts" }, ...list.flatMap(([name, value]) => [make("dt", { text: name }), make("dd", { text: value })])),
  ];
}
