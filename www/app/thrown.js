// @ts-check
/** Whatever was thrown, by whomever, as a Problem with a code. */
import { AssetError } from "./assets.js";

/** @typedef {import("./types.js").Problem} Problem */

/**
 * What has a code keeps it, with all its data.
 * @param {unknown} thrown
 * @param {string} [code]  for what has none of its own
 * @returns {Problem}
 */
export function asProblem(thrown, code = "unexpected") {
  if (thrown instanceof AssetError) return { code: thrown.code, path: thrown.path, status: thrown.status ?? null, message: thrown.message };
  const message = thrown instanceof Error ? { message: thrown.message } : {};
  if (typeof thrown === "object" && thrown !== null && "code" in thrown && typeof thrown.code === "string") {
    return { ...message, ...thrown, code: thrown.code };
  }
  return { code, message: thrown instanceof Error ? thrown.message : String(thrown) };
}

/**
 * Calls the module on the page's own thread.
 * @template T
 * @param {() => T} call
 * @returns {T}
 */
export function complain(call) {
  try {
    return call();
  } catch (error) {
    throw asProblem(error);
  }
}
