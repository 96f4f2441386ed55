// @ts-check
/** Correcting, choosing and labelling: brings the history, the table, the lasso and the bar of the chosen songs together. */

import { need } from "./dom.js";
import { EditHistory } from "./edit_history.js";
import { editWords, lassoWords } from "./edit_words.js";
import { LabelGroup } from "./label_group.js";
import { Lasso } from "./map_lasso.js";
import { Playlist } from "./playlist.js";
import { startPlaylistFile } from "./playlist_file.js";
import { problemWords } from "./problem_words.js";
import { asProblem } from "./thrown.js";
import { startSave } from "./save_files.js";
import { Selection } from "./selection.js";
import { SongTable } from "./song_table.js";
import { startTableTools } from "./table_tools.js";
import { toast } from "./toast.js";
import { words } from "./words.js";

/** @typedef {import("./types.js").Track} Track */
/** @typedef {import("./types.js").Run} Run */

export class Editing {
  /** Closes the word about the last step. @type {() => void} */
  #unsay = () => {};

  /**
   * @param {import("./songscape.js").Songscape} engine
   * @param {object} desk
   * @param {import("./signs.js").Signs} desk.signs
   * @param {import("./map_view.js").MapView} desk.map
   * @param {import("./player.js").Player} desk.player
   * @param {() => Run | null} desk.run the run that is shown
   * @param {(index: number) => Track | undefined} desk.trackAt the song of a dot
   * @param {(track: Track) => void} desk.choose shows and plays a song
   * @param {() => string} desk.labelColumn
   * @param {(column: string) => void} desk.held score the groups against this column
   */
  constructor(engine, { signs, map, player, run, trackAt, choose, labelColumn, held }) {
    this.engine = engine;
    this.history = new EditHistory(engine);
    this.selection = new Selection(engine);
    this.lasso = new Lasso(map, this.selection, trackAt);
    this.table = new SongTable(engine, signs, { choose, history: this.history, selection: this.selection });
    this.showTools = startTableTools(engine, this.table, this.history);
    const playlist = new Playlist(player, choose);
    this.labels = new LabelGroup(engine, {
      selection: this.selection,
      lasso: this.lasso,
      history: this.history,
      run, labelColumn, held,
      play: (tracks) => playlist.play(tracks) || toast(lassoWords.noneToPlay),
      show: () => this.#showInTable(),
    });
    startPlaylistFile(engine, { selection: this.selection, run, labelColumn, say: toast });
    this.history.addEventListener("edited", (event) => {
      const { said } = /** @type {CustomEvent<import("./edit_history.js").Step>} */ (event).detail;
      this.#say(said, { label: words.undo, run: () => this.history.undo() });
    });
    this.history.addEventListener("undone", (event) => {
      this.#say(editWords.undone(/** @type {CustomEvent<import("./edit_history.js").Step>} */ (event).detail.said));
    });
    startSave(need("save-scores", HTMLButtonElement), "songscape-scores.csv", () => engine.metricsCsv(), {
      failed: (thrown) => toast(problemWords(asProblem(thrown)).sentence),
    });
  }

  /** Songs came or went. @param {Run | null} run */
  tracksChanged(run) {
    this.selection.prune();
    this.table.show(run);
    this.showTools();
  }

  /** @param {Run | null} run */
  show(run) {
    this.table.show(run);
    this.showTools();
    if (run) this.labels.ran(run);
  }

  #showInTable() {
    this.table.open();
    this.table.filter({ chosen: true });
    this.table.focusCell(0, 1);
  }

  /** One word at a time: the way back it offers is that of the last step. @param {string} text @param {{label: string, run: () => void}} [action] */
  #say(text, action) {
    this.#unsay();
    this.#unsay = toast(text, action);
  }
}
