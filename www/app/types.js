// @ts-check
/**
 * The words the page and the engine share. Types only: this module holds no code.
 *
 * @typedef {"waiting" | "reading" | "decoding" | "listening" | "ready" | "failed" | "duplicate"} TrackState
 *   waiting (named, untouched) → reading (bytes) → decoding (WebAudio) → listening (features) → ready; or failed; or duplicate of another track.
 *
 * @typedef {{code: string} & Record<string, unknown>} Problem
 *   A typed error: a stable code and its data. `words.js` turns it into a sentence and a cure.
 *
 * @typedef {object} Track one song of the library
 * @property {string} id          the manifest's id, or the file's stem made unique ("song", "song (2)")
 * @property {string} name        the file's name, as the visitor's system gives it
 * @property {File | null} file   the visitor's own file: what is played; null where no sound came
 * @property {number} size        bytes
 * @property {TrackState} state
 * @property {Problem} [problem]  why it failed; for a duplicate {code: "duplicate", of: id}
 * @property {Problem[]} notices  things worth saying about a song that is fine (e.g. {code: "silent"}, {code: "cut_short", …})
 * @property {string} title       the manifest's title, or the stem
 * @property {string} artist      may be empty
 * @property {string} lyrics      may be empty
 * @property {Record<string, string>} columns  every further column of the manifest (genre, language, …)
 * @property {string[]} sources   what it can be described by: any of "sound", "lyrics", "table", "tensor"
 * @property {boolean} [known]    recognised from an earlier visit, not heard again
 * @property {boolean} [tagged]   its file was asked for tags
 * @property {boolean} [away]     it was heard, and came with a project without its sound
 * @property {number} [seconds]   length of what was heard (at most `max_seconds`)
 * @property {number} [rate]      the file's own sample rate, Hz
 * @property {string} [hash]      content hash, hexadecimal
 * @property {Float32Array} [thumbnail]  64 peak values 0…1 of the waveform
 *
 * @typedef {object} Edit what the visitor corrects; what is not named stays
 * @property {string} [title]
 * @property {string} [artist]
 * @property {string} [lyrics]
 * @property {Record<string, string>} [columns]
 *
 * @typedef {object} SettingRow one row of the table of settings; it drives panel, URL and documentation
 * @property {string} name
 * @property {"choice" | "integer" | "number" | "integer_or_auto" | "text" | "widths"} kind
 * @property {string} group       "Sound" | "Network" | "Training" | "Groups" | "Map"
 * @property {string} label       a few words
 * @property {string} explanation one plain sentence
 * @property {string | number} default
 * @property {string[]} [choices]
 * @property {number} [minimum]
 * @property {number} [maximum]
 * @property {number} [most]      how many numbers widths may have
 *
 * @typedef {Record<string, string | number>} Settings   by name
 *
 * @typedef {{total: number, reconstruction: number, kl: number, validation: number | null}} Losses one epoch
 *
 * @typedef {object} Frame what a moment of training looks like
 * @property {number} epoch       1-based; 0 = before the first step
 * @property {Losses | null} losses
 * @property {number} activeUnits
 * @property {Float32Array} map   n×2, aligned with the frame before it
 * @property {Int32Array} labels  clusters of this moment, colours aligned with the frame before it; all −2 while not yet grouped
 *
 * @typedef {{column: string, values: number, ari: number | null, nmi: number | null, purity: number | null, ari_chance: number | null, nmi_chance: number | null, purity_chance: number | null}} Agreement
 *   how the groups agree with one column of the manifest, and how labels dealt out by lot do on average; null = undefined
 *
 * @typedef {{rows: number, merges: Float64Array, order: Uint32Array}} Dendrogram
 *   which groups were joined one after another. `merges`: left, right, height, size of each; a number below `rows` is a row,
 *   `rows` + i the i-th merge; heights ascend. `order`: the rows from left to right, so that no two branches cross
 *
 * @typedef {{label: number, size: number, mean: number}} SilhouetteGroup   a group, how many rows it has, and their mean silhouette
 *
 * @typedef {{seeds: number[], scores: Record<string, {mean: number, sd: number | null, count: number}>}} Repeats
 *   the same run with several seeds: each score on average and how far it wanders; `count` runs had it
 *
 * @typedef {{rows: number[], original: Float32Array, reconstructed: Float32Array, columns: number, bands: number, frames: number}} Reconstructions
 *   songs (rows × columns; maps in their own units, vectors on the scale the network is told them) beside what the network draws back; bands and frames are 0 where a song is no map
 *
 * @typedef {{values: Float32Array, columns: number, bands: number, frames: number}} Decoded
 *   one song as the network draws it, in the units of Reconstructions
 *
 * @typedef {{bytes: number, limit: number, fits: boolean, songs: number, quadratic?: number}} Estimate   what a run needs, what there is room for, how many
 *   songs would fit; `quadratic`: bytes of a matrix with a number for each pair of songs, 0 where the grouping needs none
 *
 * @typedef {object} Run one finished (or stopped) experiment
 * @property {number} number               1, 2, 3 … in this visit
 * @property {string} title                what the visitor calls it; empty until they do
 * @property {Settings} settings           every setting, defaults filled in
 * @property {string[]} ids                the rows: songs, or clips named `<song>_clipN`
 * @property {string[]} song_ids           the track of each row
 * @property {{id: string, code: "no_sound" | "no_lyrics" | "no_table" | "no_condition" | "unknown_condition"}[]} left_out  songs that lack what the run is made of
 * @property {{ids: string[], clusters: Int32Array, latents: Float32Array, projection: Float32Array} | null} song_level  clips summed up to songs
 * @property {number} feature_columns      numbers that describe each row, before any learning
 * @property {Int32Array} clusters         −1 = noise
 * @property {{data: Float32Array, shape: [number, number]}} latents
 * @property {Float32Array} projection     n×2
 * @property {Float32Array} before         n×2: PCA of the standardised features, before any learning
 * @property {Record<string, number | null>} metrics   by the CSV's column names; null = undefined
 * @property {Agreement[]} agreement       with every column that could be a class, none of which the run has seen
 * @property {(number | null)[]} silhouettes   one a song
 * @property {SilhouetteGroup[]} silhouette_groups   the mean silhouette of each group; empty where it is undefined
 * @property {Float32Array | null} memberships   how strongly each row belongs to its group, 0…1 (mixture, hdbscan)
 * @property {Dendrogram | null} dendrogram   (agglomerative)
 * @property {Float64Array | null} k_distances   one a row, ascending: how far its dbscan_min_samples-th point is, itself counted (dbscan)
 * @property {number | null} eps_used       the reach the groups were found with (dbscan)
 * @property {number | null} graph_parts    connected parts of the graph of neighbours (spectral)
 * @property {Repeats | null} repeats       where `seeds` asks for more than one
 * @property {{clusters: number, silhouette: number | null, inertia: number}[]} candidates   what `clusters = auto` tried
 * @property {Losses[]} losses             one an epoch
 * @property {Frame[]} frames              the training, moment by moment (for the replay)
 * @property {number[]} kl_per_unit       nats, one a latent unit; empty without a VAE
 * @property {number} active_units
 * @property {Float32Array} reconstruction_errors   mean squared error per standardised feature of each row drawn back from its mean; empty without a network
 * @property {number[]} outliers           rows whose reconstruction error stands out
 * @property {boolean} explorable          whether the network's decoder can be asked (`Songscape.decode`)
 * @property {Reconstructions | null} recon   examples, if `save_recon` is on and there is a network
 * @property {{validation: number[], test: number[]}} held_out   rows the network did not learn from
 * @property {number | null} test_loss     loss of the rows kept for the end
 * @property {number | null} best_epoch    1-based epoch with the least validation loss
 * @property {[number, number] | null} variance_shown   share of the latents' variance on each axis of the map
 * @property {Problem[]} warnings          [{code, message}]
 * @property {Record<string, number>} seconds   decode, features, training, clustering, metrics, projection
 * @property {boolean} stopped             true when Stop ended it early: what is done so far
 * @property {{mean: Float32Array, std: Float32Array}} scale   of the features' columns: what each was centred at and divided by
 * @property {{name: string, run_dir: string} | null} suite    which suite made it, and the folder of its files
 * @property {{viz: string, projection: Float32Array}[]} further_maps   the same latents drawn in other ways
 * @property {{model: string, known: number, songs: number, absent: Track[]}} [placed]  nothing was learned: songs put on the
 *   map of a model. Its first `known` rows, of `songs` songs, are the model's own, the others new; `absent` are songs of the
 *   model that are not in the library
 *
 * @typedef {object} Opened a project that was opened
 * @property {Track[]} tracks
 * @property {Run[]} runs                  oldest first
 * @property {Settings} settings           what the next run would be made with, complete
 * @property {Problem[]} problems
 * @property {(() => void) | null} undo    brings back what was there before; null where there was nothing
 *
 * @typedef {object} Model a finished map that was loaded from a file; the lists have an entry a row
 * @property {string} name                 of the file
 * @property {Settings} settings           what it was made with
 * @property {string[]} ids
 * @property {string[]} song_ids
 * @property {string[]} titles             empty where unknown
 * @property {string[]} artists
 * @property {{name: string, values: string[]}[]} columns
 * @property {number} features             numbers that describe each row
 * @property {number} units                numbers of a row in the latent space
 * @property {number} groups
 * @property {number} parameters           numbers of the network; 0 without one
 * @property {string[] | null} condition   the values that the network was told
 *
 * @typedef {object} ProgressDetail
 * @property {"fetch" | "open" | "listen" | "place" | "lyrics" | "sound" | "train" | "cluster" | "score" | "neighbours" | "map" | "repeat"} stage
 * @property {number} done
 * @property {number} total
 * @property {number} [secondsLeft]
 * @property {number} [known]      songs recognised from an earlier visit
 * @property {string[]} [ids]      the rows of `frame`
 * @property {Track} [track]
 * @property {Losses | null} [losses]
 * @property {{map: Float32Array, labels: Int32Array, activeUnits?: number}} [frame]   a moment of the training (a Frame), or of the drawing of the map
 */
export {};
