// @ts-check
/** Ways for songs to come in: dropped anywhere on the page, picked, or pasted. */

import { need } from "./dom.js";
import { rememberPath } from "./paths.js";

/**
 * @param {(files: File[]) => void} bring called with whatever came; never with nothing
 */
export function startDrop(bring) {
  const veil = need("drop-veil", HTMLElement);
  const area = need("drop", HTMLElement);
  const give = (/** @type {File[]} */ files) => {
    if (files.length > 0) bring(files);
  };
  // dragenter and dragleave come in pairs for every element crossed.
  let depth = 0;
  const show = (/** @type {boolean} */ over) => {
    veil.hidden = !over;
    area.classList.toggle("over", over);
  };
  addEventListener("dragenter", (event) => {
    if (!carriesFiles(event)) return;
    event.preventDefault();
    depth += 1;
    show(true);
  });
  addEventListener("dragover", (event) => {
    if (!carriesFiles(event)) return;
    event.preventDefault();
    if (event.dataTransfer) event.dataTransfer.dropEffect = "copy";
  });
  addEventListener("dragleave", () => {
    depth = Math.max(0, depth - 1);
    if (depth === 0) show(false);
  });
  addEventListener("drop", (event) => {
    depth = 0;
    show(false);
    if (!event.dataTransfer || !carriesFiles(event)) return;
    event.preventDefault();
    filesOf(event.dataTransfer).then(give);
  });
  addEventListener("paste", (event) => {
    if (event.clipboardData && event.clipboardData.files.length > 0) give([...event.clipboardData.files]);
  });
  for (const way of /** @type {const} */ (["files", "folder"])) {
    const input = need(way === "files" ? "file-input" : "folder-input", HTMLInputElement);
    for (const button of document.querySelectorAll(`[data-pick="${way}"]`)) button.addEventListener("click", () => input.click());
    input.addEventListener("change", () => {
      const files = [...(input.files ?? [])];
      input.value = ""; // so that the same files can be picked again
      give(way === "folder" ? files.filter(worthReading) : files);
    });
  }
}

/** @param {DragEvent} event */
function carriesFiles(event) {
  return event.dataTransfer?.types.includes("Files") ?? false;
}

/**
 * Every file of a drop, folders opened.
 * @param {DataTransfer} transfer
 * @returns {Promise<File[]>}
 */
async function filesOf(transfer) {
  // Entries must be taken before the first pause: afterwards the browser has emptied the transfer.
  const entries = [...transfer.items].map((item) => item.webkitGetAsEntry?.() ?? null);
  const loose = [...transfer.files];
  if (entries.every((entry) => !entry?.isDirectory)) return loose;
  const found = await Promise.all(entries.map((entry) => (entry ? filesUnder(entry, false) : [])));
  return found.flat();
}

/**
 * @param {FileSystemEntry} entry
 * @param {boolean} inFolder what lies in a folder beside songs (covers, notes) was not meant
 * @returns {Promise<File[]>}
 */
async function filesUnder(entry, inFolder) {
  if (entry.isFile) {
    const file = await new Promise((resolve) => {
      /** @type {FileSystemFileEntry} */ (entry).file(resolve, () => resolve(null));
    });
    if (!file || !inFolder) return file ? [file] : [];
    if (!worthReading(file)) return [];
    rememberPath(file, entry.fullPath);
    return [file];
  }
  const reader = /** @type {FileSystemDirectoryEntry} */ (entry).createReader();
  /** @type {File[]} */
  const files = [];
  // One call gives at most a hundred; the end is an empty answer.
  for (;;) {
    /** @type {FileSystemEntry[]} */
    const some = await new Promise((resolve) => reader.readEntries(resolve, () => resolve([])));
    if (some.length === 0) return files;
    for (const inner of some) files.push(...(await filesUnder(inner, true)));
  }
}

/**
 * Of a whole folder, what can be a song, its lyrics, a list of songs or a table of features.
 * @param {File} file
 */
function worthReading(file) {
  if (file.name.startsWith(".")) return false;
  return /^(audio|video)\//.test(file.type) || /\.(mp3|m4a|mp4|aac|flac|ogg|oga|opus|wav|webm|aif|aiff|wma|csv|tsv|txt|lrc|npy|npz|safetensors)$/i.test(file.name);
}
