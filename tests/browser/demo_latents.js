// @ts-check
/**
 * Writes `tests/reference/demo_latents.json`: where the demo songs lie in the latent space of a run with the settings as they are. The
 * maps of `tests/projection_demo.rs` are made of it. To be run after `cargo xtask build`, then `make_demo_maps.py`.
 */
import { writeFile } from "node:fs/promises";
import { closeBrowser, openPage, startServer } from "./harness.js";
import { engine, installEngine, ready } from "./visit.js";

const server = await startServer();
const { page, close } = await openPage({ url: server.url, prepare: installEngine });
await ready(page);
const { rows, columns, values } = await page.evaluate(async () => {
  await engine().loadDemo();
  const { latents } = await engine().run({});
  return { rows: latents.shape[0], columns: latents.shape[1], values: Array.from(latents.data) };
});
const matrix = Array.from({ length: rows }, (_, row) => values.slice(row * columns, (row + 1) * columns));
await writeFile(new URL("../reference/demo_latents.json", import.meta.url), `${JSON.stringify({ latents: matrix })}\n`);
await close();
await closeBrowser();
await server.stop();
