// @ts-check
/** What went wrong, in one sentence, and what to do about it. A code without words here says what the engine said. */

/** @typedef {import("./types.js").Problem} Problem */

/**
 * @param {Problem} problem
 * @param {string} name
 * @returns {string} the datum as text
 */
const said = (problem, name) => String(problem[name] ?? "?");

/** What a file that holds no sound looks like (src/audio/excerpt/error.rs). @type {Record<string, string>} */
const LOOKS = {
  html: "a web page", text: "plain text", pdf: "a PDF document", image: "a picture", zip: "a ZIP archive", archive: "an archive",
  program: "a program", midi: "MIDI notes, which hold no sound", film: "a film", fragment: "a fragment of a few bytes",
};

/** @param {Problem} problem @param {string} name */
const seconds = (problem, name) => `${Math.round(Number(problem[name]) * 10) / 10} s`;
const AGAIN = "Copy it again from where it came.";
const CONVERT = "Save it again as mp3, m4a, flac or wav, and drop that.";
const REPORT = "This should not happen. Run again; if it stays, try without the last songs you added.";

/** @type {Record<string, (problem: Problem) => [sentence: string, cure: string]>} */
const TABLE = {
  // Files (src/audio, www/app)
  empty_file: () => ["The file is empty.", AGAIN],
  empty_clip: () => ["No sound was found in it.", CONVERT],
  not_audio: (problem) => [`This is not sound: it looks like ${LOOKS[said(problem, "looks_like")] ?? "something else"}.`, "If its name is right, the file was damaged: copy it again."],
  no_sound: () => ["It holds no sound.", AGAIN],
  damaged_header: () => ["Its beginning is damaged.", AGAIN],
  undecodable: () => ["This browser cannot decode it.", `${CONVERT} Or try another browser.`],
  non_finite: () => ["Its sound holds values that are not numbers.", "Export it again from the program that made it, with 16 or 24 bits."],
  level_out_of_range: () => ["Its sound is louder than any sound can be.", "Export it again from the program that made it, with 16 or 24 bits."],
  clip_too_short: (problem) => [`It has only ${seconds(problem, "seconds")} of sound; ${seconds(problem, "needed")} are needed.`, "Use a longer piece."],
  too_short: () => ["It is too short to be described.", "Use a longer piece."],
  clip_rate: (problem) => [`Its sample rate of ${said(problem, "rate")} Hz is none that music has.`, CONVERT],
  unusual_rate: (problem) => [`Its sample rate of ${said(problem, "rate")} Hz is none that music has.`, CONVERT],
  file_too_large: () => ["It is so large, in a format that can only be read whole, that this tab has no room for it.", "Save it as mp3, or cut it to its first minutes."],
  too_scattered: () => ["Its sound is scattered over the whole file.", CONVERT],
  protected: () => ["It is copy-protected: no program may read its sound.", "Use a copy without protection, for instance from your own CD."],
  unreadable_file: () => ["The browser could not read the file.", "It may have been moved or renamed, or lie on a drive that was unplugged. Drop it again."],
  duplicate: () => ["The same recording is already in the list.", "It counts once."],
  cancelled: () => ["You stopped before it was heard.", "Drop it again to have it on the map."],
  silent: () => ["It is silent.", "It stays on the map; remove it if that was not meant."],
  cut_short: (problem) => [`The file ends after ${seconds(problem, "found")}, where ${seconds(problem, "promised")} were promised.`, "What is there was heard."],
  heard_less: (problem) => [`Only ${seconds(problem, "seconds")} were heard, because its sound is unusually dense.`, ""],
  damaged_part: () => ["A part of it is damaged and was skipped.", "The rest was heard."],
  first_stream_only: () => ["Several pieces follow each other in this file.", "The first one was heard."],
  not_songs: (problem) => [`${said(problem, "count")} files that are no songs (such as “${said(problem, "name").slice(0, 60)}”) were left out.`, ""],
  audio_not_playable: () => ["This browser heard the song but cannot play it.", CONVERT],

  // Manifests (src/library)
  table_empty: () => ["The list of songs is empty.", AGAIN],
  table_no_rows: () => ["The list of songs has a header and no song.", "Add a line for each song."],
  table_is_spreadsheet: () => ["This list of songs is a spreadsheet of an office program.", "Save it there as CSV (UTF-8), and drop that."],
  table_too_large: () => ["The list of songs is too long.", "Drop it in parts."],
  table_too_wide: () => ["The list of songs has too many columns.", "Keep those you need."],
  table_too_many_cells: () => ["The list of songs has too many cells.", "Keep the lines and columns you need."],
  table_no_id: (problem) => [`The list of songs has no column named id; it has ${[problem["columns"]].flat().slice(0, 8).join(", ")}.`, "Name the column with the files' names id."],
  row_ragged: (problem) => [`Line ${said(problem, "line")} of the list has ${said(problem, "cells")} cells, its header ${said(problem, "expected")}.`, "It was read as far as it goes."],
  row_quote_broken: (problem) => [`A quotation mark on line ${said(problem, "line")} of the list is not closed.`, "Close it; lines after it were skipped."],
  row_without_id: (problem) => [`Line ${said(problem, "line")} of the list has no id.`, "Give it one; it was skipped."],
  row_id_repeated: (problem) => [`Line ${said(problem, "line")} of the list repeats the id of line ${said(problem, "first_line")}.`, "The first one counts."],
  column_repeated: (problem) => [`The list has two columns named “${said(problem, "name").slice(0, 60)}”.`, `The second is called “${said(problem, "renamed").slice(0, 60)}” here.`],
  characters_unreadable: (problem) => [`${said(problem, "characters")} characters of the list could not be read.`, "Save it as CSV in UTF-8."],
  encoding_guessed: (problem) => [`The list was read as ${said(problem, "encoding")}, which is a guess.`, "If names look wrong, save it in UTF-8."],
  rows_with_problems: (problem) => [`${said(problem, "count")} lines of the list have something wrong, the first of them line ${[problem["lines"]].flat()[0] ?? "?"}.`, "Lines that could not be read were skipped; the others count."],
  rows_without_song: (problem) => [`${[problem["ids"]].flat().length} lines of the list belong to songs that are not here.`, "Drop those songs too, or leave it as it is."],
  songs_without_row: (problem) => [`${[problem["names"]].flat().length} songs are not in the list.`, "They are on the map all the same."],

  // Runs (src/experiment, src/models)
  no_songs: () => ["No song could be heard, so there is nothing to map.", "Drop some songs, or take the demo songs."],
  few_songs: (problem) => [`With ${said(problem, "songs")} ${said(problem, "songs") === "1" ? "song" : "songs"} the scores say little.`, "From a dozen on, a map is worth reading."],
  fewer_groups: (problem) => [`${said(problem, "asked")} groups were asked for, ${said(problem, "found")} were found: there are only so many different songs.`, "Ask for fewer groups, or add songs."],
  posterior_collapsed: () => ["The network learned nothing: it gives every song the same numbers, and the map shows noise.", "Lower β, choose the objective elbo, or train for more epochs."],
  training_diverged: (problem) => [`The training ran off in epoch ${said(problem, "epoch")}; this is the last good one.`, "Lower the learning rate, for instance to 0.0003."],
  stopped_early: (problem) => [`You stopped after ${said(problem, "epochs")} of ${said(problem, "planned")} epochs.`, "Run again to learn to the end."],

  // Settings
  setting_not_a_number: (problem) => [problem["found"] === "" ? "A number is needed here." : `“${said(problem, "found")}” is not a number.`, ""],
  setting_not_whole: (problem) => [`It must be a whole number; you typed ${said(problem, "found")}.`, ""],
  setting_out_of_range: (problem) => [`It must lie between ${said(problem, "minimum")} and ${said(problem, "maximum")}; it is ${said(problem, "found")}.`, ""],
  unknown_setting: (problem) => [`There is no setting called “${said(problem, "name").slice(0, 60)}”.`, "The names of all settings stand in the settings panel."],
  setting_too_long: (problem) => [`A column's name has at most ${said(problem, "maximum")} characters; this one has ${said(problem, "found")}.`, ""],
  setting_choice: (problem) => [`“${said(problem, "found")}” is not one of the choices.`, ""],

  // The machine (www/app/engine.js, assets.js)
  engine_not_started: () => ["The part that listens could not be started.", "Reload the page. If that does not help, this browser may forbid WebAssembly, or the site is incomplete."],
  engine_stopped: () => ["Something broke while working; your songs are unharmed.", "Run again. If it breaks again, remove the last songs you added."],
  store_full: () => ["The browser has no more room to keep what was heard.", "Everything works; on the next visit some songs are heard again. Erase what is stored to make room."],
  store_unavailable: () => ["This browser does not let Songscape keep what it heard.", "Everything works; on the next visit the songs are heard again. A private window does this, and so do strict settings."],
  store_not_erased: () => ["The browser did not let go of what is stored.", "Close other tabs of this page and try again, or clear this site's data in the browser's settings."],
  asset_unreachable: (problem) => [`A part of this page (${said(problem, "path")}) could not be fetched.`, "Check the network, then reload the page."],
  asset_missing: (problem) => [`A part of this page (${said(problem, "path")}) is missing where the page came from.`, "Whoever put it there should copy all of its folder."],
  asset_damaged: (problem) => [`A part of this page (${said(problem, "path")}) is damaged.`, "Fetch the file of the page again."],
  demo_not_loaded: () => ["The demo songs could not be loaded.", "Check the network and try again; your own songs work without it."],
  drawing_surface: () => ["This browser gives no surface to draw on.", "Reload the page, or try another browser."],
  unequal_rows: () => ["The songs got mixed up on the way.", REPORT],
  no_finite_result: () => ["No groups could be found among these numbers.", REPORT],
  map_not_converged: () => ["The map could not be laid out.", REPORT],
  unexpected: (problem) => [`Something unexpected happened: ${said(problem, "message").slice(0, 200)}`, REPORT],
};

/**
 * @param {Problem} problem
 * @returns {{sentence: string, cure: string}}
 */
export function problemWords(problem) {
  const known = Object.hasOwn(TABLE, problem.code) ? TABLE[problem.code] : undefined;
  if (known) {
    const [sentence, cure] = known(problem);
    return { sentence, cure };
  }
  const message = typeof problem["message"] === "string" && problem["message"] !== "" ? problem["message"] : problem.code;
  return { sentence: message, cure: "" };
}

/**
 * Whatever was thrown, as a problem with a code.
 * @param {unknown} thrown
 * @returns {Problem}
 */
export function asProblem(thrown) {
  if (typeof thrown === "object" && thrown !== null && "code" in thrown && typeof thrown.code === "string") {
    const message = thrown instanceof Error ? { message: thrown.message } : {};
    return { ...message, ...thrown, code: thrown.code };
  }
  return { code: "unexpected", message: thrown instanceof Error ? thrown.message : String(thrown) };
}
