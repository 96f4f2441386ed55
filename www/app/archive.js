// @ts-check
/**
 * Everything the runs of a visit leave behind, as one .zip under the names of the systems Songscape re-implements. It is made
 * entry by entry on the page, where pictures can be drawn: what is finished is the browser's to keep, on disk if it likes.
 */
import { Archive } from "../pkg/songscape.js";
import { archiveWords } from "./archive_words.js";
import { comparisonPictures } from "./comparison_pictures.js";
import { pngOf, svgOf } from "./picture_files.js";
import { picturesOf } from "./pictures.js";
import { folderOfRun, tablesOf } from "./run_files.js";
import { complain } from "./thrown.js";

/** @typedef {import("./types.js").Run} Run */
/** @typedef {import("./pictures.js").PictureOf} PictureOf */
/** A file of the archive: made when its turn comes. @typedef {{path: string, make: () => Uint8Array | Promise<Uint8Array>, compress: boolean}} Entry */

/** Dots on a map from which on it is no longer written as SVG: every one would be a line of text. */
const MOST_DRAWN_MARKS = 5000;

const text = new TextEncoder();
/** What the module hands over is its caller's alone. @param {Uint8Array} bytes */
const own = (bytes) => /** @type {Uint8Array<ArrayBuffer>} */ (bytes);

/**
 * The archive of these runs.
 * @param {import("./songscape.js").Songscape} engine
 * @param {Run[]} runs
 * @param {{signal?: AbortSignal, progress?: (done: number, total: number) => void}} [options]
 * @returns {Promise<Blob>} rejects with `cancelled`, or `no_runs`
 */
export async function makeArchive(engine, runs, { signal, progress = () => {} } = {}) {
  if (runs.length === 0) throw { code: "no_runs" };
  // What pictures are made of is gathered when the turn of their run comes: a visit may have hundreds.
  const parcels = [() => commonEntries(engine, runs), ...runs.map((run) => () => entriesOf(engine, run))];
  const archive = new Archive();
  /** @type {BlobPart[]} */
  const parts = [];
  try {
    for (const [place, parcel] of parcels.entries()) {
      const entries = parcel();
      for (const [file, { path, make, compress }] of entries.entries()) {
        if (signal?.aborted) throw { code: "cancelled" };
        const bytes = await make();
        parts.push(own(complain(() => archive.add(path, bytes, compress))));
        progress(place + (file + 1) / entries.length, parcels.length);
        // Between two files the page may draw and hear.
        if (file % 8 === 7) await new Promise((resolve) => setTimeout(resolve));
      }
    }
  } catch (thrown) {
    archive.free();
    throw thrown;
  }
  parts.push(own(complain(() => archive.finish())));
  return new Blob(parts, { type: "application/zip" });
}

/**
 * What stands at the top: all scores, each suite's comparison, and the pictures that compare runs.
 * @param {import("./songscape.js").Songscape} engine
 * @param {Run[]} runs
 * @returns {Entry[]}
 */
function commonEntries(engine, runs) {
  /** @type {Entry[]} */
  const entries = [
    { path: "README.txt", make: () => text.encode(archiveWords.readme(runs, engine.failures, (run) => engine.hasModel(run))), compress: true },
    { path: "clustering_metrics.csv", make: () => tablesOf.metrics(runs), compress: true },
  ];
  for (const name of new Set([...runs, ...engine.failures].flatMap(({ suite }) => (suite ? [suite.name] : [])))) {
    const own = runs.filter(({ suite }) => suite?.name === name);
    const failed = engine.failures.filter(({ suite }) => suite.name === name);
    entries.push({ path: `${name}/${name}_task_comparison.csv`, make: () => tablesOf.comparison(own, failed), compress: true });
  }
  return [...entries, ...comparisonPictures(runs).flatMap((picture) => drawn(engine, picture, "", true))];
}

/**
 * The files of one run.
 * @param {import("./songscape.js").Songscape} engine
 * @param {Run} run
 * @returns {Entry[]}
 */
function entriesOf(engine, run) {
  const folder = `${folderOfRun(run)}/`;
  const asText = run.ids.length <= MOST_DRAWN_MARKS;
  return [
    { path: `${folder}clustering_metrics.csv`, make: () => tablesOf.metrics([run]), compress: true },
    { path: `${folder}latents.npz`, make: () => tablesOf.latents(run), compress: false },
    { path: `${folder}songs.csv`, make: () => tablesOf.songs(run, engine), compress: true },
    { path: `${folder}settings.json`, make: () => text.encode(`${JSON.stringify(run.settings, null, 2)}\n`), compress: true },
    ...(engine.hasModel(run)
      ? [{ path: `${folder}model.safetensors`, make: async () => new Uint8Array(await (await engine.saveModel(run)).arrayBuffer()), compress: false }]
      : []),
    ...picturesOf(engine, run).flatMap((picture) => drawn(engine, picture, folder, asText)),
  ];
}

/**
 * A picture as PNG, and as SVG.
 * @param {import("./songscape.js").Songscape} engine
 * @param {PictureOf} picture
 * @param {string} folder
 * @param {boolean} asText
 * @returns {Entry[]}
 */
function drawn(engine, picture, folder, asText) {
  return [picture.path, ...picture.also].flatMap((path) => [
    { path: `${folder}${path}.png`, make: async () => new Uint8Array(await (await pngOf(engine, picture)).arrayBuffer()), compress: false },
    ...(asText ? [{ path: `${folder}${path}.svg`, make: () => text.encode(svgOf(picture)), compress: true }] : []),
  ]);
}
