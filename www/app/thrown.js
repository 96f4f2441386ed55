// @ts-check
/** Whatever was thrown, by whomever, as a Problem with a code. */
import { AssetError } from "./assets.js";

/** @typedef {import("./types.js").Problem} Problem */

/**
 * Whatever was thrown, as a Problem.
 * @param {unknown} error
 * @param {string} code  for what has none of its own
 * @returns {Problem}
 */
export function asProblem(error, code) {
  if (error instanceof AssetError) return { code: error.code, path: error.path, status: error.status ?? null, message: error.message };
  if (error instanceof Error) return { code, message: error.message };
  if (typeof error === "object" && error !== null && "code" in error) return /** @type {Problem} */ (error);
  return { code, message: String(error) };
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
    throw asProblem(error, "unexpected");
  }
}
