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
/** What songs are without, by the code of the engine (src/experiment). @type {Record<string, string>} */
const LACKS = { no_sound: "sound", no_lyrics: "lyrics", no_table: "a line in a table of features", no_condition: "a value in the condition column", unknown_condition: "a value in the condition column that the map knows" };
/** @type {Record<string, [sentence: string, cure: string]>} */
const NONE_DESCRIBED = {
  no_sound: ["None of the songs has sound.", "Drop the songs themselves, or make the map of lyrics or of a table."],
  no_lyrics: ["None of the songs has lyrics.", "Drop a list with a column lyrics, or a text of the same name beside each song; or make the map of sound."],
  no_condition: ["None of the songs has a value in the condition column.", "Choose another column as the condition, fill it in the table of songs, or leave the condition empty."],
  no_table: ["None of the songs is in a table of features.", "Drop a table with numbers (csv, npy or npz), or make the map of sound."],
};
const AGAIN = "Copy it again from where it came.";
const CONVERT = "Save it again as mp3, m4a, flac or wav, and drop that.";
/** Ways to find groups, as people call them. @type {Record<string, string>} */
const METHODS = { kmeans: "K-Means", agglomerative: "Agglomerative", dbscan: "DBSCAN", spectral: "Spectral", mixture: "Gaussian mixture", hdbscan: "HDBSCAN" };
/** A figure with three digits that say something. @param {Problem} problem @param {string} name */
const figure = (problem, name) => (typeof problem[name] === "number" && Number.isFinite(problem[name]) ? String(Number(problem[name].toPrecision(3))).replace("-", "−") : said(problem, name));
const REPORT = "This should not happen. Run again; if it stays, try without the last songs you added.";

/**
 * A file by its name, where the problem says which: “The list “songs.csv””.
 * @param {string} what
 * @param {Problem} problem
 */
const named = (what, problem) => (typeof problem["list"] === "string" ? `${what} “${problem["list"].slice(0, 60)}”` : what);
/** @param {Problem} problem @param {string} name  the first few of several names */
const few = (problem, name) => [problem[name] ?? []].flat().slice(0, 5).map((each) => `“${String(each).slice(0, 40)}”`).join(", ");
/** How many, with the noun: “1 row”, “2 rows”. @param {Problem} problem @param {string} name @param {string} one */
const count = (problem, name, one = name.replace(/s$/, "")) => `${said(problem, name)} ${Number(problem[name]) === 1 ? one : `${one}s`}`;
/** Bytes, roughly. @param {Problem} problem @param {string} name */
const room = (problem, name) => (Number(problem[name]) >= 1e9 ? `${(Number(problem[name]) / 1e9).toFixed(1)} GB` : `${Math.round(Number(problem[name]) / 1e6)} MB`);
/** @param {Problem} problem */
const shape = (problem) => [problem["shape"] ?? []].flat().join(" × ");

/** What there is too much of in a project. @type {Record<string, (problem: Problem) => string>} */
const PARTS = {
  bytes: (problem) => `it has ${room(problem, "found")}, and up to ${room(problem, "most")} are read`,
  header: (problem) => `names, lyrics and scores take ${room(problem, "found")}, and up to ${room(problem, "most")} are read`,
  songs: (problem) => `it has ${said(problem, "found")} songs, and up to ${said(problem, "most")} are read`,
  runs: (problem) => `it has ${said(problem, "found")} runs, and up to ${said(problem, "most")} are read`,
};

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
  table_empty: (problem) => [`${named("The list", problem)} is empty.`, AGAIN],
  table_no_rows: (problem) => [`${named("The list", problem)} has a header and no song.`, "Add a line for each song."],
  table_is_spreadsheet: (problem) => [`${named("The list", problem)} is a spreadsheet of an office program.`, "Save it there as CSV (UTF-8), and drop that."],
  table_too_large: (problem) => [`${named("The list", problem)} is too long.`, "Drop it in parts."],
  table_too_wide: (problem) => [`${named("The list", problem)} has too many columns.`, "Keep those you need."],
  table_too_many_cells: (problem) => [`${named("The list", problem)} has too many cells.`, "Keep the lines and columns you need."],
  table_no_id: (problem) => [`${named("The list", problem)} has no column named id; it has ${few(problem, "columns")}.`, "Name the column with the files' names id."],
  row_ragged: (problem) => [`Line ${said(problem, "line")} of ${named("the list", problem)} has ${count(problem, "cells")}, its header ${said(problem, "expected")}.`, "It was skipped; give it as many as the header."],
  row_quote_broken: (problem) => [`A quotation mark on line ${said(problem, "line")} of ${named("the list", problem)} is not closed.`, `Close it. Skipped: ${count(problem, "lines")}.`],
  row_without_id: (problem) => [`Line ${said(problem, "line")} of ${named("the list", problem)} has no id.`, "Give it one; it was skipped."],
  row_id_repeated: (problem) => [`Line ${said(problem, "line")} of ${named("the list", problem)} repeats the id of line ${said(problem, "first_line")}.`, "The first one counts."],
  column_repeated: (problem) => [`${named("The list", problem)} has two columns named “${said(problem, "name").slice(0, 60)}”.`, `The second is called “${said(problem, "renamed").slice(0, 60)}” here.`],
  characters_unreadable: (problem) => [`${count(problem, "characters")} of ${named("the list", problem)} could not be read.`, "Save it as CSV in UTF-8."],
  encoding_guessed: (problem) => [`${named("The list", problem)} was read as ${said(problem, "encoding")}, which is a guess.`, "If names look wrong, save it in UTF-8."],
  table_header_broken: (problem) => [`A quotation mark in the header of ${named("the list", problem)} is not closed.`, "Close it, or save the list again as CSV."],
  row_number_not_finite: (problem) => [`Line ${said(problem, "line")} of ${named("the list", problem)} has no number in the column “${said(problem, "column").slice(0, 60)}”.`, "It was skipped; fill in a number to have it."],
  column_constant: (problem) => [`The column “${said(problem, "name").slice(0, 60)}” of ${named("the list", problem)} holds ${said(problem, "value")} in every line, so it tells no song from another.`, "It does no harm; leave it out if you like."],
  column_counts_rows: (problem) => [`The first column of ${named("the list", problem)} only counts the lines.`, "It was left out."],
  rows_with_problems: (problem) => [`${said(problem, "count")} lines of ${named("the list", problem)} have something wrong, the first of them line ${[problem["lines"]].flat()[0] ?? "?"}.`, "Lines that could not be read were skipped; the others count."],
  rows_without_song: (problem) => [`${[problem["ids"]].flat().length === 1 ? "A line of the list belongs to a song that is" : `${[problem["ids"]].flat().length} lines of the list belong to songs that are`} not here: ${few(problem, "ids")}.`, "Drop what is missing too, or leave it as it is."],
  songs_without_row: (problem) => [`${[problem["names"]].flat().length === 1 ? "A song is" : `${[problem["names"]].flat().length} songs are`} not in the list: ${few(problem, "names")}.`, "They are on the map all the same."],

  // Feature tables (src/library)
  table_text_in_numbers: (problem) => [`The column “${said(problem, "column").slice(0, 60)}” of ${named("the table", problem)} holds numbers, but line ${said(problem, "line")} says “${said(problem, "found")}”.`, "Put a number there, or empty the cell to have that line skipped."],
  table_no_numbers: (problem) => [`No column of ${named("the table", problem)} holds numbers, so it describes no sound.`, "Add columns of numbers."],
  table_not_finite: (problem) => [`No line of ${named("the table", problem)} has a number in every column.`, "Fill the empty cells, or take out the columns that have them."],
  table_rows_without_id: (problem) => [`No line of ${named("the table", problem)} has an id.`, "Fill the column id: the name of each song's file without its ending."],
  table_no_shared_ids: (problem) => [`No song is in all of these tables: ${few(problem, "tables")}.`, "Give a song the same id in each of them."],
  table_nothing_to_join: () => ["There is no table to take numbers from.", "Drop a CSV with a column id and columns of numbers."],
  ids_not_in_every_table: (problem) => [`${[problem["ids"]].flat().length === 1 ? "A song is" : `${[problem["ids"]].flat().length} songs are`} not in every table, such as “${said(problem, "id").slice(0, 60)}”, which is missing in ${few(problem, "missing_in")}.`, "They are left out; add them there to have them."],

  // Arrays (src/library)
  tensor_not_numpy: (problem) => [`${named("The file", problem)} is no array of NumPy's.`, "Save it with numpy.save or numpy.savez, and drop that."],
  tensor_version: (problem) => [`${named("The array", problem)} is written in version ${said(problem, "major")}.${said(problem, "minor")} of NumPy's format, which is not known here.`, "Save it again with numpy.save."],
  tensor_header_damaged: (problem) => [`The beginning of ${named("the array", problem)} is damaged.`, AGAIN],
  tensor_dtype: (problem) => [`${named("The array", problem)} holds “${said(problem, "found")}” and not plain numbers.`, "Save it with .astype(\"float32\")."],
  tensor_shape: (problem) => [`${named("The array", problem)} ${shape(problem) === "" ? "is a single number" : `has the shape ${shape(problem)}`}, and it cannot be told what each song is.`, "Save it as songs × numbers, or as songs × 1 × bands × frames."],
  tensor_empty: (problem) => [`${named("The array", problem)} holds no number.`, "Save it again with a row for each song."],
  tensor_truncated: (problem) => [`${named("The array", problem)} is cut short: the file holds fewer numbers than it says.`, AGAIN],
  tensor_not_finite: (problem) => [`${count(problem, "rows")} of ${named("the array", problem)} ${Number(problem["rows"]) === 1 ? "holds" : "hold"} values that are not finite numbers, the first is row ${Number(problem["row"]) + 1}.`, "Save it without those songs."],
  tensor_too_large: (problem) => [`${named("The array", problem)} is larger than this tab has room for.`, "Save it as float32, or in parts."],
  tensor_too_many_arrays: (problem) => [`${named("The archive", problem)} holds ${said(problem, "arrays")} files; up to ${said(problem, "most")} are looked at.`, "Save one array with a row for each song, and the names as ids."],
  tensor_archive_damaged: (problem) => [`${named("The archive", problem)} is damaged.`, AGAIN],
  tensor_no_features: (problem) => [`None of the arrays in ${named("the archive", problem)} describes songs: ${few(problem, "arrays")}.`, "Save songs × numbers under the name features."],
  tensor_several_arrays: (problem) => [`Several arrays in ${named("the archive", problem)} could describe the songs: ${few(problem, "arrays")}.`, "Save the right one under the name features."],
  tensor_no_such_array: (problem) => [`There is no array “${said(problem, "name").slice(0, 60)}” in ${named("the archive", problem)}.`, `There are ${few(problem, "arrays")}.`],
  tensor_ids_differ: (problem) => [`${named("The array", problem)} has ${count(problem, "rows")} and ${count(problem, "ids")}.`, "Save as many ids as rows, under the name ids."],
  tensor_forms_differ: (problem) => [`The array of “${said(problem, "id").slice(0, 60)}” has another shape than the first one.`, "Make all of them with the same number of bands and frames."],

  // Lyrics and tags (src/library)
  lyrics_too_large: (problem) => [`${named("The text", problem)} is longer than the lyrics of any song.`, "Drop one text for each song."],
  lyrics_not_text: (problem) => [`${named("The file of lyrics", problem)} holds no text.`, "Save it as plain text in UTF-8."],
  lyrics_without_song: (problem) => [`${[problem["names"]].flat().length === 1 ? "A text belongs" : `${[problem["names"]].flat().length} texts belong`} to no song here: ${few(problem, "names")}.`, "Give a text the name of its song, with .txt at the end."],
  tags_unknown_file: () => ["Title and artist could not be read: no kind of music file was recognised.", "Type them into the table."],
  tags_damaged: () => ["Title and artist could not be read: that part of the file is damaged.", "Type them into the table."],

  // Projects (src/archive/project_file)
  project_foreign: (problem) => [`${named("The file", problem)} is no project of Songscape.`, "A project is what “Save the project” makes; it ends in .songscape."],
  project_truncated: (problem) => [`${named("The project", problem)} is cut short: it holds less than it says.`, AGAIN],
  project_version: (problem) => [`${named("The project", problem)} is written in version ${said(problem, "found").slice(0, 40)} of its format; here version ${said(problem, "known")} is read.`, "Reload this page to have the newest Songscape, then drop the project again."],
  project_too_large: (problem) => [`${named("The project", problem)} is too large: ${PARTS[said(problem, "part")]?.(problem) ?? "there is more in it than there is room for"}.`, "Forget some runs, or make the project of fewer songs."],
  project_damaged: (problem) => [`${named("The project", problem)} is damaged, or was changed by another program (${said(problem, "part").slice(0, 60)}: ${said(problem, "message").slice(0, 160)}).`, `${AGAIN} Nothing of it was taken.`],
  project_numbers: (problem) => [`${named("The project", problem)} is damaged: it holds numbers that no map has (${said(problem, "part").slice(0, 60)}).`, `${AGAIN} Nothing of it was taken.`],
  project_not_alone: (problem) => [`${named("The project", problem)} was left out: only one can be open.`, "Drop it by itself."],
  project_heard_otherwise: (problem) => [`${named("The project", problem)} comes from a Songscape that describes songs in another way. Its maps are as they were.`, "To make new maps, drop the songs themselves."],

  // Models (src/archive/model_file, src/experiment/placing)
  model_too_large: (problem) => [`${named("The model", problem)} is larger than this tab has room for.`, ""],
  model_not_safetensors: (problem) => [`${named("The file", problem)} is no model: it does not begin as a safetensors file does.`, "Drop a file that was saved with “Save the model”."],
  model_header_too_large: (problem) => [`The beginning of ${named("the model", problem)} is damaged: it promises more than any model holds.`, AGAIN],
  model_truncated: (problem) => [`${named("The model", problem)} is cut short.`, AGAIN],
  model_damaged: (problem) => [`The beginning of ${named("the model", problem)} is damaged.`, AGAIN],
  model_foreign: (problem) => [`${named("The file", problem)} holds a model of another program.`, "Drop a file that was saved with “Save the model” here."],
  model_version: (problem) => [`${named("The model", problem)} was saved by another version of Songscape (format ${said(problem, "found")}; this page knows ${said(problem, "known")}).`, "Load this page anew, or make the map again."],
  model_features: (problem) => [`${named("The model", problem)} was made when songs were described in another way, so that further songs would come to lie in wrong places.`, "Make the map again and save it anew."],
  model_part_missing: (problem) => [`${named("The model", problem)} lacks a part: ${said(problem, "part").slice(0, 80)}.`, AGAIN],
  model_part_damaged: (problem) => [`A part of ${named("the model", problem)} cannot be read: ${said(problem, "part").slice(0, 80)}.`, AGAIN],
  model_shape: (problem) => [`The parts of ${named("the model", problem)} do not fit together: ${said(problem, "part").slice(0, 80)} has another size than the others need.`, AGAIN],
  model_numbers: (problem) => [`${named("The model", problem)} holds values that are not finite numbers, in ${said(problem, "part").slice(0, 80)}.`, "Make the map again and save it anew."],
  model_too_many_songs: (problem) => [`There are ${said(problem, "found")} songs on the map of ${named("the model", problem)}; up to ${said(problem, "most")} are shown.`, "Make it of fewer songs."],
  unknown_suite: (problem) => [`There is no suite called “${said(problem, "name").slice(0, 60)}”.`, "There are easy, medium, hard, a_easy, a_medium and a_hard."],
  no_model: () => ["No model was loaded.", "Drop a file that was saved with “Save the model”."],
  other_width: (problem) => [`Your songs have ${said(problem, "found")} numbers each, those of the map ${said(problem, "expected")}.`, "Bring the numbers that the map was made of: the same columns, in the same order."],
  no_place: (problem) => [`The model has no place for the song “${said(problem, "id").slice(0, 60)}”: its numbers run off.`, "Remove the song, or make the map again and save it anew."],
  unknown_genres: (problem) => [`${count(problem, "count", "song")} of yours ${Number(problem["count"]) === 1 ? "has" : "have"} a value in the column “${said(problem, "column").slice(0, 60)}” that the map was made without.`, "They are on the map all the same, by sound and lyrics alone."],

  // Runs (src/experiment, src/models)
  no_songs: () => ["No song could be heard, so there is nothing to map.", "Drop some songs, or take the demo songs."],
  few_songs: (problem) => [`With ${said(problem, "songs")} ${said(problem, "songs") === "1" ? "song" : "songs"} the scores say little.`, "From a dozen on, a map is worth reading."],
  fewer_groups: (problem) => [`${said(problem, "asked")} groups were asked for, ${said(problem, "found")} were found: there are only so many different songs.`, "Ask for fewer groups, or add songs."],
  eps_replaced: (problem) => [`With a reach (eps) of ${figure(problem, "asked")} every song was alone, so a few larger ones were tried; with ${figure(problem, "used")} there are groups, and these are shown.`, "Drag the line in “How the groups were found” to choose a reach yourself."],
  all_noise: (problem) => [`No group was found: within a reach (eps) of ${figure(problem, "eps")} no song has enough others.`, "Choose a reach near the bend of the curve in “How the groups were found”, or ask for fewer songs in it (Least neighbours)."],
  neighbours_lowered: (problem) => [`Each song was compared with its ${said(problem, "used")} nearest songs, not with ${said(problem, "asked")}: there are only so many.`, "Add songs, or ask for fewer neighbours."],
  graph_in_parts: (problem) => [`The songs fall into ${count(problem, "parts")} that no chain of nearest songs connects${Number(problem["parts"]) > Number(problem["clusters"]) ? `, more than the ${count(problem, "clusters", "group")} asked for, so that some groups are made of parts that have nothing to do with each other` : ""}.`, "Ask for more neighbours to connect them, or take the parts as a finding."],
  grouping_stopped: (problem) => [`You stopped before ${METHODS[said(problem, "method")] ?? "the search"} had found its groups; these are the rough ones that were seen while the network learned.`, "Run again to find them to the end."],
  scores_stopped: () => ["You stopped before all silhouettes were reckoned.", "Run again to have the scores."],
  map_stopped: (problem) => [problem["done"] === 0 ? "You stopped before the map was drawn; this is the straight shadow (PCA) of the songs." : `You stopped the drawing of the map after ${said(problem, "done")} of ${said(problem, "total")} steps; songs may not have come to rest.`, "Run again to draw it to the end."],
  repeats_stopped: (problem) => [`You stopped after ${said(problem, "done")} of ${said(problem, "total")} seeds; mean and spread are of these.`, "Run again to have all of them."],
  seeds_failed: (problem) => [`From ${count(problem, "failed", "seed")} no groups could be found; mean and spread are of the others.`, "Take another number of groups or neighbours, or find the groups in another way."],
  eps_not_positive: (problem) => [`The reach of DBSCAN (eps) must be greater than 0; it is ${problem["eps"] === null ? "no number" : figure(problem, "eps")}.`, "Choose one near the bend of the curve in “How the groups were found”."],
  no_min_samples: () => ["A place counts as dense when it has some songs; 0 were asked for.", "Ask for at least 1 (Least neighbours)."],
  eigenvectors_not_converged: (problem) => [`The graph of ${said(problem, "rows")} songs could not be cut into groups: its main directions were not found.`, "Ask for another number of neighbours, or find the groups in another way."],
  mixture_not_finite: () => ["The bells of the Gaussian mixture shrank to nothing: there are too few songs for so many groups.", "Ask for fewer groups, or find them in another way."],
  groups_too_small: (problem) => [`A group has at least 2 songs; ${said(problem, "min_cluster_size")} ${Number(problem["min_cluster_size"]) === 1 ? "was" : "were"} asked for (Smallest group).`, "Ask for at least 2."],
  no_room_for_matrix: (problem) => [`This linkage keeps the distance of each pair of ${said(problem, "rows")} songs; that takes ${room(problem, "bytes")}, more than there is.`, "Use the linkage ward or single, find the groups in another way, or map fewer songs."],
  too_few_map_neighbours: (problem) => [`UMAP needs at least 2 neighbours of each song, itself counted; ${said(problem, "neighbours")} ${Number(problem["neighbours"]) === 1 ? "was" : "were"} asked for.`, "Ask for more (UMAP neighbours)."],
  min_dist_out_of_range: () => ["The least distance on the map must lie between 0 and 1.", "Choose one in that range (UMAP least distance)."],
  map_neighbours: () => ["The neighbours found do not belong to the songs to be drawn.", REPORT],
  neighbour_rows: () => ["The neighbours found do not belong to the songs to be drawn.", REPORT],
  score_map_rows: () => ["The map to be judged does not belong to these songs.", REPORT],
  posterior_collapsed: () => ["The network learned nothing: it gives every song the same numbers, and the map shows noise. (The posterior collapsed.)", "Lower β, choose the objective elbo, or train for more epochs."],
  overfitting: (problem) => [`The network learned songs by heart: after epoch ${said(problem, "best_epoch")} songs it never saw were rebuilt worse and worse.`, "Stop earlier, keep fewer numbers of each song, or bring more songs."],
  training_diverged: (problem) => [`The training ran off in epoch ${said(problem, "epoch")}; this is the last good one.`, "Lower the learning rate, for instance to 0.0003."],
  stopped_early: (problem) => [`You stopped after ${said(problem, "epochs")} of ${said(problem, "planned")} epochs.`, "Run again to learn to the end."],

  sound_collapsed: () => ["The network that listens learned nothing: the map hardly shows the sound.", "Lower β, choose the objective elbo, or train for more epochs."],
  sound_diverged: (problem) => [`The training of the part that listens ran off in epoch ${said(problem, "epoch")}; the last good one was taken.`, "Lower the learning rate, for instance to 0.0003."],
  none_has_both: () => ["The songs with sound have no lyrics here, and those with lyrics have no sound.", "Bring lyrics for the songs that were heard: a list with a column lyrics, or texts with the songs' names."],
  none_described: (problem) => NONE_DESCRIBED[said(problem, "lack")] ?? ["No song has what this map is to be made of.", "Choose another feature."],
  songs_left_out: (problem) => [`${Number(problem["count"]) === 1 ? "One song is not on the map: it does" : `${said(problem, "count")} songs are not on the map: they do`} not have ${LACKS[said(problem, "reason")] ?? "what it is made of"}.`, ""],
  label_leak: (problem) => {
    const [column, label] = [said(problem, "column").slice(0, 60), said(problem, "label_col").slice(0, 60)];
    const what = column === label
      ? `The network was told the column “${column}”, and its groups are scored against that same column`
      : `The network was told the column “${column}”, and its groups are scored against “${label}”, which goes hand in hand with it`;
    return [`${what}: that is a test whose answers were handed out before.`, "Score the groups against another column, or make the map without this one."];
  },

  too_large: (problem) => [`This run needs about ${room(problem, "bytes")} of memory, and a tab here has room for about ${room(problem, "limit")}.`, `${Number(problem["songs"]) > 0 ? `With these settings about ${said(problem, "songs")} songs would fit. ` : ""}Shorten the maps (Frames), make the batches smaller, or use the network mlp.`],

  features_differ: (problem) => [`“${said(problem, "id").slice(0, 60)}” is described by ${said(problem, "found")} numbers, the songs before it by ${said(problem, "expected")}.`, "Describe all songs in the same way, or take this one off the list."],
  no_shared_terms: (problem) => [`The lyrics have nothing in common: no run of letters occurs in ${said(problem, "min_documents")} of the ${said(problem, "documents")} songs.`, "Add songs with lyrics in the same language."],
  more_coefficients_than_bands: (problem) => [`${said(problem, "n_mfcc")} coefficients cannot be had from ${count(problem, "n_mels", "mel band")}.`, "Ask for fewer coefficients, or for more bands."],
  audio_setting_out_of_range: (problem) => [`The setting ${said(problem, "setting")} must lie between ${said(problem, "least")} and ${said(problem, "most")}; it is ${said(problem, "found")}.`, ""],
  lyrics_setting_out_of_range: (problem) => [`The setting ${said(problem, "setting")} must lie between ${said(problem, "least")} and ${said(problem, "most")}; it is ${said(problem, "found")}.`, ""],
  non_finite_sample: () => ["Its sound holds values that are not numbers.", "Export it again from the program that made it, with 16 or 24 bits."],
  sample_out_of_range: () => ["Its sound is louder than any sound can be.", "Export it again from the program that made it, with 16 or 24 bits."],
  non_finite_feature: (problem) => [`Song ${Number(problem["row"]) + 1} is described by something that is not a finite number.`, REPORT],
  needs_map: () => ["Convolutions look at a map of sound as at a picture; this feature is a list of numbers.", "Choose the feature logmelspec or mfcc_frames, or the network mlp."],
  needs_hybrid: () => ["The network with two encoders reads sound and lyrics.", "Choose the feature hybrid, or the network mlp."],
  map_size: (problem) => [`Each song has ${count(problem, "columns", "number")}; that is not ${count(problem, "bands", "band")} of ${count(problem, "frames", "frame")}.`, "Set bands and frames to the size of your maps, or choose the network mlp."],
  other_latent: (problem) => [`A song needs ${count(problem, "units", "number")} here; ${said(problem, "found")} were given.`, REPORT],
  model_gone: () => ["The network of this map is no longer at hand: only those of the last runs are kept.", "Run again."],
  no_runs: () => ["There are no runs yet, so there is nothing to save.", "Make a map first."],
  archive_failed: (problem) => ["The archive could not be made.", `The browser said: ${said(problem, "message")}. With very many runs, forget some of them; then try again.`],
  archive_path: () => ["A file of the archive has a name that not every computer can write.", REPORT],
  archive_rows: () => ["The songs of a run got mixed up on their way into a file.", REPORT],
  archive_not_written: (problem) => [`The archive could not be put together: ${said(problem, "what").slice(0, 120)}.`, "With very many runs, forget some of them; then try again."],
  picture_failed: () => ["This browser could not make a picture of it.", "Try the other format, or a smaller window."],
  copy_refused: () => ["This browser does not let pages copy pictures.", "Save the picture as PNG instead."],
  no_rows: () => ["There are no numbers to learn from.", "Add songs, or choose another feature."],

  // Settings
  setting_not_a_number: (problem) => [problem["found"] === "" ? "A number is needed here." : `“${said(problem, "found")}” is not a number.`, ""],
  setting_not_whole: (problem) => [`It must be a whole number; you typed ${said(problem, "found")}.`, ""],
  setting_out_of_range: (problem) => [`It must lie between ${said(problem, "minimum")} and ${said(problem, "maximum")}; it is ${said(problem, "found")}.`, ""],
  unknown_setting: (problem) => [`There is no setting called “${said(problem, "name").slice(0, 60)}”.`, "The names of all settings stand in the settings panel."],
  setting_not_widths: (problem) => [problem["found"] === "" ? "Numbers are needed here." : `“${said(problem, "found")}” is no list of widths.`, "Write whole numbers with commas between them, such as 256,128, or the word auto."],
  too_many_layers: (problem) => [`A network here has at most ${count(problem, "most", "layer")}; these are ${said(problem, "found")}.`, "Take some numbers out of the list."],
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
  svd_did_not_converge: () => ["The lyrics could not be summed up in numbers.", REPORT],
  pca_not_converged: () => ["The main directions among the songs could not be found.", REPORT],
  not_finite_input: () => ["The network was given something that is not a finite number.", REPORT],
  pca_not_finite: () => ["Something that is not a finite number stood in the way of the main directions.", REPORT],
  point_not_finite: () => ["Something that is not a finite number cannot be grouped.", REPORT],
  map_not_finite: () => ["Something that is not a finite number has no place on a map.", REPORT],
  score_not_finite: () => ["Something that is not a finite number cannot be scored.", REPORT],
  pca_columns: () => ["Songs described in different ways got mixed up.", REPORT],
  map_columns: () => ["Songs described in different ways got mixed up.", REPORT],
  map_rows: () => ["The map of one moment does not fit that of the next.", REPORT],
  no_clusters: () => ["No group was asked for.", "Ask for at least one."],
  unfit_centres: () => ["The groups began at places where there are no songs.", REPORT],
  cluster_label_count: () => ["Songs and groups got mixed up on the way.", REPORT],
  score_label_count: () => ["Songs and labels got mixed up on the way.", REPORT],
  points_without_labels: () => ["Songs and groups got mixed up on the way.", REPORT],
  no_such_row: () => ["That song is not on the map.", "Choose another one."],
  picture_too_small: () => ["There is no room for a picture.", "Make the window larger."],
  unequal_lists: () => ["A picture's numbers and names do not fit together.", REPORT],
  broken_tree: () => ["The tree of the songs is not whole.", REPORT],
  excerpt_over: () => ["The file was asked for again after it had been read.", REPORT],
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
