// @ts-check
/**
 * The bench page with its peers: served from where `tests/bench/package-lock.json` has put them, to this page alone.
 *
 * Whatever a folder of `tests/bench/` has is at its own path in the checkout; below `tests/bench/bundled/` are those that
 * esbuild makes loadable in a tab, because they were written for Node. The page is isolated (by the two headers), because scran.js
 * asks for memory that threads can share.
 */

import { readFile } from "node:fs/promises";
import { openPage, root, startServer } from "./harness.js";

const ISOLATED = { "cross-origin-opener-policy": "same-origin", "cross-origin-embedder-policy": "require-corp" };

const BUNDLED = "/tests/bench/bundled/";

/** scran.js asks for this package by its bare name, which a tab cannot resolve. */
const BARE = '"wasmarrays.js"';
const RESOLVED = '"/tests/bench/node_modules/wasmarrays.js/src/index.js"';

/** What the page is told of its peers. */
const PEERS = [
  ["rival", "meyda=/tests/bench/meyda_worker.js"],
  ["rival", "essentia.js=/tests/bench/essentia_worker.js"],
  ["learner", "TensorFlow.js=/tests/bench/tensorflow_worker.js"],
  ["learner", "TensorFlow.js, gradients rewritten=/tests/bench/tensorflow_worker.js?gradients=strides"],
  ["learner", "TensorFlow.js, rewritten and tuned=/tests/bench/tensorflow_worker.js?gradients=phases"],
  ["grouper", "scran.js=/tests/bench/scran_worker.js"],
  ["grouper", `density-clustering=${BUNDLED}density_worker.js`],
  ["grouper", `ml-hclust=${BUNDLED}hclust_worker.js`],
  ["grouper", `ml-matrix=${BUNDLED}spectral_worker.js`],
  ["grouper", `@robzzson/silhouette=${BUNDLED}silhouette_worker.js`],
  ["grouper", `umap-js=${BUNDLED}umap_js_worker.js`],
];

/** A worker of `tests/bench/` and all it imports, in one module. @param {string} name @returns {Promise<string>} */
async function bundle(name) {
  // The peers need not be installed for the types to be checked.
  const { build } = await import(/** @type {string} */ ("../bench/node_modules/esbuild/lib/main.js"));
  const { outputFiles } = await build({ entryPoints: [`${root}tests/bench/${name}`], bundle: true, format: "esm", write: false });
  return outputFiles[0].text;
}

/** Opens the page; `close` also stops what serves it. */
export async function openBenchPage() {
  const server = await startServer();
  const { page, problems, close } = await openPage({
    url: `${server.url}bench/?${new URLSearchParams(PEERS)}`,
    prepare: (context) =>
      context.route("**", async (route) => {
        const { pathname } = new URL(route.request().url());
        if (pathname.startsWith(BUNDLED)) {
          const body = await bundle(pathname.slice(BUNDLED.length));
          return route.fulfill({ contentType: "text/javascript", headers: ISOLATED, body });
        }
        if (/^\/(tests|www)\/bench\/[\w./@-]+\.js$/.test(pathname)) {
          const body = (await readFile(`${root}${pathname.slice(1)}`, "utf8")).replaceAll(BARE, RESOLVED);
          return route.fulfill({ contentType: "text/javascript", headers: ISOLATED, body });
        }
        if (/^\/tests\/bench\/[\w./@-]+\.wasm$/.test(pathname)) {
          return route.fulfill({ contentType: "application/wasm", headers: ISOLATED, path: `${root}${pathname.slice(1)}` });
        }
        const response = await route.fetch();
        return route.fulfill({ response, headers: { ...response.headers(), ...ISOLATED } });
      }),
  });
  return { page, problems, close: async () => { await close(); await server.stop(); } };
}
