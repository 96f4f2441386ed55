// @ts-check
/** Tables, arrays and texts that are wrong: each is named with its cure, the songs beside it are heard, the page goes on. */

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { assertQuiet, closeBrowser, openPage, startServer } from "./harness.js";
import { drop, engine, installEngine, ready, run, wav } from "./visit.js";

/** @typedef {{code: string, line?: number, column?: string, list?: string}} Problem */

/** @type {Awaited<ReturnType<typeof startServer>>} */
let server;
before(async () => { server = await startServer(); });
after(async () => {
  await closeBrowser();
  await server.stop();
});

const bytes = (/** @type {string} */ text) => new TextEncoder().encode(text);
const NUMPY = "\x93NUMPY\x01\x00";

/** @param {string} descr @param {string} shape @param {number} data  bytes that follow */
function array(descr, shape, data) {
  const dictionary = `{'descr': '${descr}', 'fortran_order': False, 'shape': ${shape}, }`;
  const header = `${dictionary}${" ".repeat(63 - ((10 + dictionary.length) % 64))}\n`;
  return new Uint8Array(Buffer.concat([Buffer.from(NUMPY, "latin1"), Buffer.from([header.length & 255, header.length >> 8]), Buffer.from(header, "latin1"), Buffer.alloc(data)]));
}

/** What is dropped, and what must be said of it. @type {[string, Uint8Array, Partial<Problem>][]} */
const BAD = [
  ["no_id.csv", bytes("title,genre\nOne,waltz\n"), { code: "table_no_id" }],
  ["empty.csv", bytes(""), { code: "table_empty" }],
  ["header.csv", bytes("id,title\n"), { code: "table_no_rows" }],
  ["twice.csv", bytes("id,title\na,One\na,Two\n"), { code: "row_id_repeated", line: 3 }],
  ["ragged.csv", bytes("id,title\na,One\nb,Two,Three\nc,Four\n"), { code: "row_ragged", line: 3 }],
  ["quote.csv", bytes('id,title\na,"One\nb,Two\n'), { code: "row_quote_broken", line: 2 }],
  ["numbers.csv", bytes("id,x,y\na,1,2\nb,3,four\nc,5,6\nd,7,8\n"), { code: "table_text_in_numbers", column: "y", line: 3 }],
  ["infinite.csv", bytes("id,x,y\na,1,2\nb,3,inf\nc,nan,6\nd,7,8\n"), { code: "row_number_not_finite", line: 3 }],
  ["office.csv", bytes("PK\x03\x04 xl/workbook.xml"), { code: "table_is_spreadsheet" }],
  ["rank.npy", array("<f4", "(2, 3, 4, 5, 6)", 720 * 4), { code: "tensor_shape" }],
  ["type.npy", array("<c8", "(2, 2)", 32), { code: "tensor_dtype" }],
  ["short.npy", array("<f4", "(100, 100)", 40), { code: "tensor_truncated" }],
  ["lie.npy", array("<f4", "(99999999999, 99999999999)", 40), { code: "tensor_truncated" }],
  ["noise.npz", bytes("PK\x03\x04 nothing of the kind"), { code: "tensor_archive_damaged" }],
  ["noise.lrc", new Uint8Array(4000).map((_, place) => (place * 7) % 8), { code: "lyrics_not_text" }],
  ["alone.txt", bytes("words of no song"), { code: "lyrics_without_song" }],
];

test("each bad table, array or text is named; the song beside it is heard", async () => {
  const { page, close } = await openPage({ url: server.url, prepare: installEngine });
  await ready(page);
  for (const [name, content, expected] of BAD) {
    await page.evaluate(() => engine().clear());
    const problems = await page.evaluate(async ([name, text, song]) => {
      const file = (/** @type {string} */ named, /** @type {string} */ base64) => new File([Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0))], named);
      const result = await engine().addFiles([file(name, text), file("song.wav", song)]);
      return result.problems;
    }, [name, Buffer.from(content).toString("base64"), Buffer.from(wav({ seconds: 1 })).toString("base64")]);
    const found = problems.find(({ code }) => code === expected.code);
    assert.ok(found, `${name}: ${JSON.stringify(problems)}`);
    for (const [key, value] of Object.entries(expected)) assert.equal(found[key], value, `${name}: ${key}`);
    assert.equal(await page.evaluate(() => engine().tracks.find((track) => track.name === "song.wav")?.state), "ready", name);
    assertQuiet(page);
  }
  await close();
});

test("arrays of different widths, and tables that share no song, are named and nothing is lost", async () => {
  const { page, close } = await openPage({ url: server.url, prepare: installEngine });
  await ready(page);
  await drop(page, [
    { name: "a_logmelspec.npy", bytes: array("<f4", "(1, 4, 8)", 4 * 32) },
    { name: "b_logmelspec.npy", bytes: array("<f4", "(1, 4, 9)", 4 * 36) },
  ]);
  await page.waitForFunction(() => engine().tracks.length === 2);
  const thrown = await page.evaluate(() => engine().run({ feature: "logmelspec" }).then(() => null, (problem) => problem));
  assert.equal(thrown.code, "features_differ");
  await page.evaluate(() => engine().clear());
  await drop(page, [{ name: "one.csv", bytes: bytes("id,x,y\na,1,2\nb,3,4\n") }, { name: "other.csv", bytes: bytes("id,z,w\nc,1,2\nd,3,4\n") }]);
  await page.waitForFunction(() => document.querySelector("#toasts")?.textContent !== "");
  assert.equal(await page.evaluate(() => engine().tracks.length), 0);
  assertQuiet(page);
  await close();
});

test("fifty thousand lines, a cell of a megabyte and two hundred columns do not stop the page", async () => {
  const { page, close } = await openPage({ url: server.url, prepare: installEngine });
  await ready(page);
  const names = Array.from({ length: 200 }, (_, column) => `c${column}`);
  const wide = ["id", ...names].join(",") + "\n" + ["song", ...names.map((name) => (name === "c7" ? "x".repeat(1 << 20) : '"=1+1"'))].join(",") + "\n";
  const long = "id,title,genre\n" + Array.from({ length: 50_000 }, (_, row) => `row${row},Title ${row},g${row % 7}`).join("\n");
  await drop(page, [{ name: "wide.csv", bytes: bytes(wide) }, { name: "long.csv", bytes: bytes(long) }, { name: "song.wav", bytes: wav({ seconds: 2 }) }, { name: "row7.wav", bytes: wav({ seconds: 2, sound: (time) => Math.sin(3000 * time) / 2 }) }]);
  await run(page);
  const found = await page.evaluate(() => engine().tracks.map(({ id, title, columns }) => [id, title, columns["genre"] ?? columns["c3"]]));
  assert.deepEqual(found, [["song", "song", "=1+1"], ["row7", "Title 7", "g0"]]);
  assert.ok(await page.locator("#headline").textContent());
  assertQuiet(page);
  await close();
});
