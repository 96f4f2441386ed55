// @ts-check
/** The demo songs and their manifest, fetched from where the page lies. */
import { assetBytes } from "./assets.js";

const MANIFEST = "data/metadata.csv";

/**
 * @param {(bytes: Uint8Array) => Promise<{rows: {audio_path: string | null}[]}>} read  reads a manifest
 * @param {(done: number, total: number) => void} tell
 * @returns {Promise<File[]>}
 */
export async function demoFiles(read, tell) {
  const manifest = await assetBytes(MANIFEST);
  const { rows } = await read(manifest);
  const paths = rows.flatMap(({ audio_path: path }) => path ?? []);
  let done = 0;
  const songs = await Promise.all(paths.map(async (path) => {
    const bytes = await assetBytes(`data/${path}`);
    done += 1;
    tell(done, paths.length);
    return new File([bytes], path.split("/").pop() ?? path);
  }));
  return [new File([manifest], "metadata.csv"), ...songs];
}
