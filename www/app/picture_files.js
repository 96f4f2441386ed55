// @ts-check
/** A picture on a canvas, as PNG, as SVG, on the clipboard. Files are always drawn on light paper. */

import { heightOfPicture, svgPicture } from "../pkg/songscape.js";
import { make } from "./dom.js";
import { complain } from "./thrown.js";

/** @typedef {import("./pictures.js").PictureOf} PictureOf */
/** @typedef {import("./songscape.js").Songscape} Songscape */

/** Pixels of a PNG for each of the picture's own. */
const SHARPNESS = 2;

/**
 * How a picture is looked at.
 * @param {PictureOf} picture
 * @param {{ratio?: number, dark?: boolean, width?: number, height?: number}} [look]
 */
function viewOf({ width, height, title, subtitle }, { ratio = 1, dark = false, ...size } = {}) {
  return { width, height, ...size, title, subtitle, ratio, dark, fontFamily: getComputedStyle(document.documentElement).fontFamily };
}

/**
 * Draws a picture in the size of its canvas's box.
 * @param {Songscape} engine
 * @param {HTMLCanvasElement} canvas
 * @param {PictureOf} picture
 * @param {{ratio: number, dark: boolean, width?: number, height?: number}} look
 */
export function drawOn(engine, canvas, picture, look) {
  const view = viewOf(picture, look);
  [canvas.width, canvas.height] = [Math.round(view.width * look.ratio), Math.round(view.height * look.ratio)];
  engine.drawPicture(canvas, view, picture.picture);
}

/** @param {Songscape} engine @param {PictureOf} picture @returns {Promise<Blob>} */
export function pngOf(engine, picture) {
  const canvas = make("canvas");
  drawOn(engine, canvas, picture, { ratio: SHARPNESS, dark: false });
  return new Promise((resolve, reject) => {
    canvas.toBlob((made) => (made ? resolve(made) : reject({ code: "picture_failed" })), "image/png");
  });
}

/** @param {PictureOf} picture @returns {string} */
export function svgOf(picture) {
  return complain(() => svgPicture(viewOf(picture), picture.picture));
}

/**
 * The height in which a picture has room for all that is in it.
 * @param {Omit<PictureOf, "height">} picture
 * @param {number} [width]
 * @returns {number}
 */
export function heightOf(picture, width = picture.width) {
  return complain(() => heightOfPicture(viewOf({ ...picture, height: 0 }, { width }), picture.picture));
}

/** Puts a picture on the clipboard. @param {Songscape} engine @param {PictureOf} picture */
export async function copyPicture(engine, picture) {
  if (typeof ClipboardItem === "undefined" || !navigator.clipboard?.write) throw { code: "copy_refused" };
  try {
    await navigator.clipboard.write([new ClipboardItem({ "image/png": pngOf(engine, picture) })]);
  } catch {
    throw { code: "copy_refused" };
  }
}
