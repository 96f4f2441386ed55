// @ts-check
/** How the groups of the shown run were found: the way, its tree or its reach, how well each song sits in its group. */

import { CandidatesCurve } from "./candidates_curve.js";
import { Dendrogram } from "./dendrogram.js";
import { need } from "./dom.js";
import { groupingWords } from "./grouping_words.js";
import { KDistance } from "./k_distance.js";
import { songOf, startOf } from "./rows.js";
import { SilhouetteProfile } from "./silhouette_profile.js";
import { words } from "./words.js";

/** @typedef {import("./types.js").Run} Run */
/** @typedef {import("./types.js").Track} Track */
/** @typedef {import("./types.js").SettingRow} SettingRow */

/** Who belongs to a group by less than this is undecided. */
const UNDECIDED = 0.6;

export class GroupingPanel {
  #box = need("grouping", HTMLElement);
  /** @type {Run | null} */
  #run = null;

  /**
   * @param {SettingRow[]} table
   * @param {object} hands
   * @param {(id: string) => Track | undefined} hands.track
   * @param {(track: Track, from: number) => void} hands.choose
   * @param {(changes: import("./types.js").Settings) => void} hands.change sets these and runs again
   * @param {import("./signs.js").Signs} hands.signs
   */
  constructor(table, hands) {
    this.hands = hands;
    const range = (/** @type {string} */ name, /** @type {[number, number]} */ otherwise) => {
      const row = table.find((each) => each.name === name);
      return /** @type {[number, number]} */ ([row?.minimum ?? otherwise[0], row?.maximum ?? otherwise[1]]);
    };
    const songs = {
      colour: (/** @type {number} */ label) => hands.signs.colour(label),
      mark: (/** @type {number} */ label) => hands.signs.mark(label),
      title: (/** @type {Run} */ run, /** @type {number} */ row) => this.#title(run, row),
      track: (/** @type {Run} */ run, /** @type {number} */ row) => hands.track(songOf(run, row)),
      choose: (/** @type {Run} */ run, /** @type {number} */ row) => {
        const track = hands.track(songOf(run, row));
        if (track) hands.choose(track, startOf(run.ids[row] ?? "", track.id, run));
      },
    };
    this.tree = new Dendrogram({ ...songs, cut: (clusters) => hands.change({ clusters }) }, range("clusters", [1, 100]));
    this.reach = new KDistance((eps) => hands.change({ dbscan_eps: eps }), range("dbscan_eps", [1e-6, 1e6]));
    this.profile = new SilhouetteProfile(songs);
    this.tried = new CandidatesCurve((clusters) => hands.change({ clusters }));
  }

  /** @param {Run | null} run */
  show(run) {
    if (run === this.#run) return;
    this.#run = run;
    this.#box.hidden = run === null || run.ids.length < 2;
    if (!run || run.ids.length < 2) return;
    const { name, how } = groupingWords.methods[String(run.settings["cluster_method"] ?? "kmeans")] ?? { name: "", how: "" };
    need("grouping-how", HTMLElement).textContent = run.placed ? "" : `${name}. ${how}`;
    need("grouping-facts", HTMLElement).textContent = [
      run.graph_parts === null ? "" : groupingWords.parts(run.graph_parts),
      run.memberships === null ? "" : belonging(run, run.memberships),
    ].filter(Boolean).join(" ");
    this.tree.show(run);
    this.reach.show(run);
    this.profile.show(run);
    this.tried.show(run);
  }

  /** Day and night changed. */
  recolour() {
    this.tree.recolour();
    this.profile.recolour();
  }

  /** To where this run's number of groups, or its reach, can be changed. @returns {boolean} whether there is such a place */
  focus() {
    const [line, plate] = !need("reach", HTMLElement).hidden ? [this.reach, "reach"] : [this.tree, "tree"];
    if (this.#box.hidden || need(plate, HTMLElement).hidden) return false;
    need(plate, HTMLElement).scrollIntoView({ block: "center" });
    line.focus();
    return true;
  }

  /** @param {Run} run @param {number} row */
  #title(run, row) {
    const track = this.hands.track(songOf(run, row));
    const name = `${track?.title || track?.name || songOf(run, row)}`.slice(0, 120);
    const from = track ? startOf(run.ids[row] ?? "", track.id, run) : 0;
    return run.ids[row] !== songOf(run, row) && track ? words.facts([name, words.clip(from)]) : name;
  }
}

/** How surely the rows belong to their groups; nothing where no row is in any. @param {Run} run @param {Float32Array} memberships */
function belonging(run, memberships) {
  const inGroups = run.clusters.filter((label) => label >= 0).length;
  if (inGroups === 0) return "";
  const few = undecided(memberships, run.clusters);
  return run.settings["cluster_method"] === "hdbscan" ? groupingWords.atRim(few, inGroups) : groupingWords.undecided(few, inGroups);
}

/** How many rows of a group belong to it by little. @param {Float32Array} memberships @param {Int32Array} labels */
export function undecided(memberships, labels) {
  return memberships.reduce((sum, share, row) => sum + ((labels[row] ?? -1) >= 0 && share < UNDECIDED ? 1 : 0), 0);
}
