// @ts-check
/** Which settings have no effect as long as the others are what they are, and why. They may be set all the same: for later. */

import { isHeard, isJoined, isMap, numbersOf } from "./sources.js";

/** @typedef {import("./types.js").Settings} Settings */
/** @typedef {keyof typeof import("./words.js").words.idle} Reason */

/**
 * @param {string} name
 * @param {Settings} settings complete
 * @returns {Reason | null} null when the setting counts
 */
export function idle(name, settings) {
  const { feature, baseline, objective, vae_arch: architecture, cluster_method: method, viz } = settings;
  const joined = isJoined(feature);
  const sound = numbersOf(settings);
  const lyrics = joined || feature === "lyrics_tfidf";
  // Sound that is joined with lyrics goes through a network of its own, whatever the baseline.
  const network = joined || baseline === "none" || baseline === "ae";
  const variational = joined || baseline === "none";
  switch (name) {
    case "audio_feature":
    case "lyrics_embed_dim":
    case "audio_weight":
    case "lyrics_weight":
      return joined ? null : "joined";
    case "max_seconds":
    case "clips":
      return isHeard(sound) ? null : "sound";
    case "n_mfcc":
      return sound === "mfcc_frames" ? null : "mfccFrames";
    case "n_mels":
    case "logmel_padding":
      return sound === "logmelspec" ? null : "logmelspec";
    case "tf_frames":
      return sound !== null && isMap(sound) ? null : "maps";
    case "lyrics_tokens":
    case "lyrics_clean":
      return lyrics ? null : "lyrics";
    case "genre_col":
      return feature === "multimodal" ? null : "multimodal";
    case "cond_col":
    case "save_recon":
      return baseline === "none" || baseline === "ae" ? null : "network";
    case "n_recon":
      return baseline !== "none" && baseline !== "ae" ? "network" : settings["save_recon"] === "on" ? null : "recon";
    case "hidden":
      // The network that sees both sound and lyrics has hidden layers, also where the sound goes through convolutions.
      return !network ? "network" : architecture === "conv2d" && !joined ? "fullyConnected" : null;
    case "channels":
      return !network ? "network" : architecture === "conv2d" ? null : "conv2d";
    case "patience":
      return !network ? "network" : Number(settings["validation"]) > 0 ? null : "validation";
    case "vae_arch":
    case "validation":
    case "test":
    case "latent_dim":
    case "objective":
    case "epochs":
    case "batch_size":
    case "lr":
      return network ? null : "network";
    case "latent":
    case "free_bits":
    case "beta":
      return variational ? null : "variational";
    case "clusters":
      return method === "dbscan" || method === "hdbscan" ? "findsNumber" : null;
    case "linkage":
      return method === "agglomerative" ? null : "agglomerative";
    case "dbscan_eps":
    case "dbscan_min_samples":
      return method === "dbscan" ? null : "dbscan";
    case "spectral_n_neighbors":
      return method === "spectral" ? null : "spectral";
    case "hdbscan_min_cluster_size":
      return method === "hdbscan" ? null : "hdbscan";
    case "umap_n_neighbors":
    case "umap_min_dist":
      return viz === "umap" ? null : "umap";
    case "tsne_perplexity":
      return viz === "tsne" ? null : "tsne";
    case "kl_warmup":
      return !variational ? "variational" : objective === "elbo" ? null : "elbo";
    default:
      return null;
  }
}
