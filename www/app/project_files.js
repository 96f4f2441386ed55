// @ts-check
/**
 * A visit as a file: everything but the sound (docs/project_file.md). What is in a file that comes back is checked by the engine
 * (src/archive/project_file) before anything of it is used.
 */

import { Lists, aboutRun, makeSavedRun } from "./project_runs.js";
import { Incoming, Outgoing } from "./project_tensors.js";
import { aboutTracks } from "./project_tracks.js";
import { complain } from "./thrown.js";

/** @typedef {import("./types.js").Run} Run */
/** @typedef {import("./types.js").Settings} Settings */
/** The engine's module. @typedef {typeof import("../pkg/songscape.js")} Module */

/**
 * What a visit is made of.
 * @typedef {object} Visit
 * @property {import("./library.js").Library} library
 * @property {import("./hearing.js").Hearing} hearing
 * @property {Run[]} runs
 * @property {Settings} settings  those of the next run
 * @property {(run: Run) => boolean} isCurrent
 * @property {(run: Run) => Blob | undefined} modelOf
 * @property {{name: string, file: Blob} | null} model  that was loaded from a file
 */

/**
 * A project that was read.
 * @typedef {object} Project
 * @property {any} about  what is no array
 * @property {Incoming} arrays
 * @property {Settings} settings
 * @property {{run: Run, current: boolean, model: Blob | null}[]} runs
 * @property {File | null} model
 * @property {boolean} comparable  whether songs are still described as they were when it was saved
 */

/** The format's version (src/archive/project_file). */
const VERSION = 1;

/** @param {string} name */
export const isProject = (name) => /\.songscape$/i.test(name);

/** Half of a pair of code units says nothing, and no file can hold it. @param {string} _ @param {unknown} value */
const wellFormed = (_, value) => (typeof value === "string" ? value.toWellFormed() : value);

/**
 * The same visit is the same bytes.
 * @param {Module} module
 * @param {Visit} visit
 * @returns {Blob}
 */
export function saveProject(module, { library, hearing, runs, settings, isCurrent, modelOf, model }) {
  const arrays = new Outgoing();
  const lists = new Lists();
  const songs = aboutTracks(library, hearing, arrays);
  const abouts = runs.map((run, place) => aboutRun(run, place, { lists, arrays, current: isCurrent(run), model: modelOf(run) }));
  if (model) arrays.addFile("model", model.file);
  const about = {
    version: VERSION, feature_version: module.featureVersion(), settings: complain(() => module.completeSettings(settings)), ...songs,
    ids: lists.all, runs: abouts, model: model && { name: model.name },
  };
  const { bytes, order } = complain(() => module.beginProject(JSON.stringify(about, wellFormed), arrays.outlines));
  return new Blob([bytes, ...Array.from(order, (/** @type {number} */ place) => arrays.parts[place]).flat()], { type: "application/octet-stream" });
}

/**
 * @param {Module} module
 * @param {File} file
 * @param {(done: number, total: number) => void} progress  in bytes; what it throws ends the reading
 * @returns {Promise<Project>}
 */
export async function readProject(module, file, progress) {
  const piece = async (/** @type {number} */ start, /** @type {number} */ end) => new Uint8Array(await file.slice(start, end).arrayBuffer());
  const first = await piece(0, module.projectFirstBytes());
  const length = complain(() => module.projectHeaderLength(first, file.size));
  const header = await piece(8, 8 + length);
  const checker = complain(() => new module.ProjectFile(header, file.size));
  try {
    const arrays = await Incoming.of(file, { tensors: () => complain(() => checker.tensors()), check: (name, bytes) => complain(() => checker.check(name, bytes)) }, progress);
    const about = JSON.parse(checker.about());
    const model = arrays.file("model");
    const complete = (/** @type {Settings} */ settings) => complain(() => module.completeSettings(settings));
    return {
      about,
      arrays,
      settings: complete(about.settings),
      runs: about.runs.map((/** @type {any} */ said, /** @type {number} */ place) => ({
        run: makeSavedRun({ ...said, settings: complete(said.settings) }, place, about.ids, arrays),
        current: said.current,
        model: arrays.file(`runs.${place}.model`),
      })),
      model: model && new File([model], about.model.name),
      comparable: about.feature_version === module.featureVersion(),
    };
  } finally {
    checker.free();
  }
}
