// @ts-check
/** The map as a picture to keep: as it is seen now, sharper, with its legend. */

import { make } from "./dom.js";
import { groupSizes } from "./legend.js";
import { areClips } from "./rows.js";
import { saveFile } from "./save_files.js";
import { words } from "./words.js";

/**
 * @param {import("./map_view.js").MapView} map
 * @returns {Promise<void>} rejects when the browser cannot make one
 */
export async function savePicture(map) {
  const { clientWidth: width, clientHeight: height } = map.canvas;
  const canvas = make("canvas");
  const clips = areClips(map.scene.ids);
  const legend = groupSizes(map.scene.labels).filter(([label]) => label >= -1).map(([label, size]) => ({ label, text: `${words.group(label)} · ${words.groupCount(size, clips)}` }));
  map.drawOn(canvas, { width, height, ratio: 3, legend });
  /** @type {Blob} */
  const blob = await new Promise((resolve, reject) => canvas.toBlob((made) => (made ? resolve(made) : reject(new Error(words.pictureFailed))), "image/png"));
  saveFile(blob, words.picture);
}
