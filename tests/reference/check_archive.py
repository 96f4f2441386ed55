"""Opens an archive that Songscape made and holds it against NumPy, pandas, scikit-learn and zip tools.

python check_archive.py archive.zip; what is needed stands in requirements.txt. Prints one JSON object of what was found, or ends with a
sentence of what is wrong. The browser tests run it (tests/browser/archive.test.js).

Scores must agree with scikit-learn's to 1e-6, of their size or, for those below 1, of 1. `z` is written with the 32 bits it was scored with. What
is left between the two are the silhouette's distances, each summed in 32 bits by 32 columns (src/metrics/distance.rs: an error of 3e-7 at most,
which comes to about 1e-8 in a mean over songs), and the order of sums in 64 bits elsewhere (about 1e-15).
"""
import io
import json
import math
import re
import shutil
import struct
import subprocess
import sys
import xml.etree.ElementTree as xml
import zipfile
import zlib

import numpy as np
import pandas as pd
from sklearn import metrics

TOLERANCE = 1e-6
SPEC = (
    "run feature audio_feature vae_arch cluster_method clusters_requested dbscan_eps dbscan_min_samples latent_dim beta cond_col n n_clusters_eff "
    "silhouette calinski_harabasz davies_bouldin ari nmi purity"
).split()
OURS = "coverage silhouette_features calinski_harabasz_features davies_bouldin_features warnings".split()
SONGS = "id cluster x y title artist".split()
RUN_NAMES = {"none": "vae", "pca": "pca", "ae": "ae", "raw": "raw"}
DRAWN = {"umap", "tsne", "pca"}
SVG = "{http://www.w3.org/2000/svg}"


class Wrong(Exception):
    """What is wrong with the archive, in one sentence."""


def must(holds, sentence):
    if not holds:
        raise Wrong(sentence)


def check_zip(path):
    """Every entry's checksum, by Python and by Info-ZIP where it is installed; then the names."""
    archive = zipfile.ZipFile(path)
    damaged = archive.testzip()
    must(damaged is None, f"{damaged} is damaged")
    unzip = shutil.which("unzip")
    if unzip:
        said = subprocess.run([unzip, "-tqq", path], capture_output=True, text=True)
        must(said.returncode == 0, f"unzip: {said.stdout}{said.stderr}")
    names = archive.namelist()
    must(len(names) == len({name.casefold() for name in names}), "two entries share a name on a disk that ignores case")
    for name in names:
        parts = name.split("/")
        must(all(part and part not in (".", "..") for part in parts) and not re.search(r'[\\:*?"<>|\x00-\x1f]', name), f"{name!r} cannot be unpacked everywhere")
    return archive, names, bool(unzip)


def check_png(name, data):
    """The size of a picture that is one: every chunk's checksum, as many bytes inflated as its size says, and something on it."""
    must(data[:8] == b"\x89PNG\r\n\x1a\n", f"{name} is no PNG")
    at, kinds, packed, header = 8, [], b"", b""
    while at < len(data):
        length, kind = struct.unpack(">I4s", data[at : at + 8])
        body, checksum = data[at + 8 : at + 8 + length], data[at + 8 + length : at + 12 + length]
        must(len(checksum) == 4 and struct.unpack(">I", checksum)[0] == zlib.crc32(kind + body), f"{name}: the chunk {kind!r} is damaged")
        header = body if kind == b"IHDR" else header
        packed += body if kind == b"IDAT" else b""
        kinds.append(kind)
        at += 12 + length
    must(kinds and kinds[0] == b"IHDR" and kinds[-1] == b"IEND", f"{name} is cut short")
    width, height, depth, colour, _, _, interlaced = struct.unpack(">IIBBBBB", header)
    must(width > 0 and height > 0, f"{name} has no size")
    pixels = zlib.decompress(packed)
    if not interlaced:
        channels = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}[colour]
        must(len(pixels) == height * (1 + math.ceil(width * channels * depth / 8)), f"{name} has {len(pixels)} bytes for {width} × {height}")
    # Filters and one colour make up to nine different bytes; letters with soft edges far more.
    must(len(set(pixels)) > 9, f"{name} is blank")
    return [width, height]


def check_svg(name, data):
    """The size of a drawing that is one, runs nothing and fetches nothing."""
    try:
        root = xml.fromstring(data.decode("utf-8"))
    except (xml.ParseError, UnicodeDecodeError) as error:
        raise Wrong(f"{name} is no SVG: {error}") from error
    must(root.tag == f"{SVG}svg", f"{name} is no SVG but {root.tag}")
    must(len(list(root.iter())) > 3, f"{name} is empty")
    for element in root.iter():
        must(element.tag not in (f"{SVG}script", f"{SVG}foreignObject"), f"{name} holds {element.tag}")
        for attribute, value in element.attrib.items():
            must(not attribute.lower().startswith("on"), f"{name}: {attribute} would run")
            must(not re.search(r"NaN|Infinity|undefined|\binf\b", value) or attribute.endswith("label"), f"{name}: {attribute}={value!r}")
            must(not attribute.endswith("href") or value.startswith(("#", "data:")), f"{name} fetches {value!r}")
    return [root.get("width"), root.get("height")]


def check_model(name, data):
    """A safetensors file whose tensors lie side by side to its end."""
    (length,) = struct.unpack("<Q", data[:8])
    header = json.loads(data[8 : 8 + length])
    header.pop("__metadata__", None)
    ends = [tensor["data_offsets"] for tensor in header.values()]
    must(max((end for _, end in ends), default=0) == len(data) - 8 - length, f"{name} is cut short")
    return len(header)


def table(name, data):
    """A table of scores: the spec's columns first, each once, then ours."""
    must(data.startswith(b"\xef\xbb\xbf"), f"{name} has no byte-order mark: Excel would guess its letters")
    rows = pd.read_csv(io.BytesIO(data), encoding="utf-8-sig")
    columns = list(rows.columns)
    own = columns[1:] if columns[0] == "run_dir" else columns
    must(own == SPEC + OURS, f"{name} has the columns {columns}")
    return rows


def undefined(points, groups):
    """As the scores of scikit-learn: fewer than two groups, or every point a group of its own."""
    return not 2 <= len(set(groups)) <= len(groups) - 1


def calinski_harabasz(points, groups):
    """scikit-learn says 1 where no group has any extent, which Songscape calls undefined."""
    extent = sum(((points[groups == group] - points[groups == group].mean(0)) ** 2).sum() for group in set(groups))
    return metrics.calinski_harabasz_score(points, groups) if extent > 0 else math.nan


def davies_bouldin(points, groups):
    """scikit-learn passes over groups with one centre, which Songscape calls undefined."""
    centres = np.array([points[groups == group].mean(0) for group in sorted(set(groups))])
    apart = ((centres[:, None] - centres[None]) ** 2).sum(-1)[np.triu_indices(len(centres), 1)]
    return metrics.davies_bouldin_score(points, groups) if (apart > 0).all() else math.nan


def purity(labels, clusters):
    """Σ over the groups of the most frequent label's count, over the songs in any group."""
    kept = clusters >= 0
    counts = pd.crosstab(pd.Series(clusters[kept], name="cluster"), pd.Series(labels[kept], name="label"))
    return counts.max(axis=1).sum() / kept.sum() if kept.any() else math.nan


def recomputed(z, clusters, labels):
    """The spec's scores by scikit-learn; those against labels only where every song has one and two differ."""
    scores = dict.fromkeys(["silhouette", "calinski_harabasz", "davies_bouldin", "ari", "nmi", "purity"], math.nan)
    points, groups = z[clusters >= 0].astype(np.float64), clusters[clusters >= 0]
    if not undefined(points, groups):
        scores["silhouette"] = metrics.silhouette_score(points, groups)
        scores["calinski_harabasz"] = calinski_harabasz(points, groups)
        scores["davies_bouldin"] = davies_bouldin(points, groups)
    if labels is not None:
        scores["ari"] = metrics.adjusted_rand_score(labels, clusters)
        scores["nmi"] = metrics.normalized_mutual_info_score(labels, clusters)
        scores["purity"] = purity(labels, clusters)
    return {name: float(score) for name, score in scores.items()}


def labels_of(songs, column):
    """The labels that a run was scored against, or None."""
    name = f"{column} (column)" if column.lower() in SONGS else column
    if name not in songs.columns:
        return None
    labels = songs[name].to_numpy()
    return labels if (labels != "").all() and len(set(labels)) >= 2 else None


def known_to_numpy(identity):
    """An id of songs.csv as latents.npz has it."""
    visible = identity.removeprefix("'") if re.match(r"'+[=+\-@\t\r\n＝＋－＠]", identity) else identity
    visible = visible.replace("\0", "␀")
    return visible if len(visible) <= 500 else f"{visible[:499]}…"


def check_run(read, folder, names):
    """Everything of one run's folder."""
    inside = sorted(name.removeprefix(f"{folder}/") for name in names if name.startswith(f"{folder}/"))
    for needed in ["clustering_metrics.csv", "latents.npz", "songs.csv", "settings.json"]:
        must(needed in inside, f"{folder} has no {needed}")
    settings = json.loads(read(f"{folder}/settings.json"))
    drawn = f"latent_visualization/{RUN_NAMES[settings['baseline']]}_{settings['cluster_method']}_{settings['viz']}.png"
    must(settings["viz"] not in DRAWN or drawn in inside, f"{folder} has no {drawn}")

    try:
        with np.load(io.BytesIO(read(f"{folder}/latents.npz")), allow_pickle=False) as arrays:
            must(sorted(arrays.files) == ["clusters", "ids", "mean", "std", "z"], f"{folder}/latents.npz has {sorted(arrays.files)}")
            z, ids, clusters, mean, std = (arrays[name] for name in ["z", "ids", "clusters", "mean", "std"])
    except ValueError as error:
        raise Wrong(f"{folder}/latents.npz is not what NumPy reads: {error}") from error
    songs_in_it = len(ids)
    must(z.ndim == 2 and z.dtype == "<f4" and len(z) == songs_in_it, f"{folder}: z is {z.dtype} {z.shape}")
    must(ids.ndim == 1 and ids.dtype.kind == "U", f"{folder}: ids are {ids.dtype} {ids.shape}")
    must(clusters.dtype == "<i4" and clusters.shape == (songs_in_it,), f"{folder}: clusters are {clusters.dtype} {clusters.shape}")
    must(mean.dtype == std.dtype == "<f4" and mean.ndim == 1 and mean.shape == std.shape and len(mean) > 0, f"{folder}: mean {mean.shape}, std {std.shape}")
    must(np.isfinite(z).all() and np.isfinite(mean).all() and (std > 0).all(), f"{folder}/latents.npz holds what is no number, or a deviation of 0")

    songs = pd.read_csv(io.BytesIO(read(f"{folder}/songs.csv")), dtype=str, keep_default_na=False, encoding="utf-8-sig")
    must(list(songs.columns)[: len(SONGS)] == SONGS, f"{folder}/songs.csv has the columns {list(songs.columns)}")
    must([known_to_numpy(identity) for identity in songs["id"]] == list(ids), f"{folder}: songs.csv and latents.npz have other songs, or in another order")
    must((songs["cluster"].astype(int).to_numpy() == clusters).all(), f"{folder}: songs.csv and latents.npz disagree on groups")
    places = songs[["x", "y"]].replace("", "nan").astype(float)
    must(settings["viz"] not in DRAWN or np.isfinite(places).all(axis=None), f"{folder}/songs.csv lacks places on the map")

    rows = table(f"{folder}/clustering_metrics.csv", read(f"{folder}/clustering_metrics.csv"))
    must(len(rows) == 1, f"{folder}/clustering_metrics.csv has {len(rows)} rows")
    row = rows.iloc[0]
    must(row["run"] == RUN_NAMES[settings["baseline"]] and row["cluster_method"] == settings["cluster_method"], f"{folder}: scores and settings are of two runs")
    must(row["n"] == songs_in_it and row["n_clusters_eff"] == len(set(clusters) - {-1}), f"{folder}: n is {row['n']}, n_clusters_eff is {row['n_clusters_eff']}")
    scores, largest = {}, 0.0
    for name, expected in recomputed(z, clusters, labels_of(songs, settings["label_col"])).items():
        found = float(row[name])
        must(math.isnan(found) == math.isnan(expected), f"{folder}: {name} is {found}, scikit-learn has {expected}")
        difference = 0.0 if math.isnan(found) else abs(found - expected) / max(1.0, abs(expected))
        must(difference <= TOLERANCE, f"{folder}: {name} is {found!r}, scikit-learn has {expected!r}")
        scores[name] = None if math.isnan(found) else found
        largest = max(largest, difference)

    about = {name: [list(array.shape), array.dtype.str] for name, array in [("z", z), ("ids", ids), ("clusters", clusters), ("mean", mean), ("std", std)]}
    return row, {
        "names": inside,
        "latents": about,
        "songs": {"columns": list(songs.columns), "rows": len(songs)},
        "run": row["run"],
        "feature": row["feature"],
        "warnings": "" if pd.isna(row["warnings"]) else row["warnings"],
        "scores": scores,
        "largest_difference": largest,
    }


def same(row, other):
    """Whether two rows say the same, an empty cell like an empty one."""
    return all((pd.isna(row[name]) and pd.isna(other[name])) or alike(row[name], other[name]) for name in SPEC + OURS)


def alike(one, other):
    """A number in one table may be text in another, where a further row has a word in its column ("auto")."""
    try:
        return float(one) == float(other)
    except ValueError:
        return str(one) == str(other)


def check_suite(name, data, rows_of_runs):
    """A suite's comparison: one row a run, those that failed without scores and without a folder."""
    rows = table(name, data)
    must(rows.columns[0] == "run_dir", f"{name} does not begin with run_dir")
    must(rows["run_dir"].is_unique, f"{name} names a run twice")
    failed = rows["warnings"].astype(str).str.startswith("failed:")
    for (_, row), lost in zip(rows.iterrows(), failed):
        folder = row["run_dir"]
        if lost:
            must(pd.isna(row["n"]) and pd.isna(row["silhouette"]), f"{name}: {folder} failed and has scores")
        else:
            must(folder in rows_of_runs, f"{name}: there is no folder {folder}")
            must(same(row, rows_of_runs[folder]), f"{name}: {folder} has other scores than its own table")
    return {"columns": list(rows.columns), "rows": len(rows), "run_dirs": list(rows["run_dir"]), "failed": list(rows["run_dir"][failed])}


def check(path):
    archive, names, by_unzip = check_zip(path)
    read = archive.read
    for needed in ["README.txt", "clustering_metrics.csv"]:
        must(needed in names, f"there is no {needed}")
    must(len(read("README.txt").decode("utf-8")) > 100, "README.txt says nothing")

    folders = [name.removesuffix("/latents.npz") for name in names if name.endswith("/latents.npz")]
    rows_of_runs, runs = {}, {}
    for folder in folders:
        rows_of_runs[folder], runs[folder] = check_run(read, folder, names)
    everything = table("clustering_metrics.csv", read("clustering_metrics.csv"))
    must(len(everything) == len(folders), f"clustering_metrics.csv has {len(everything)} rows, there are {len(folders)} runs")
    for (_, row), folder in zip(everything.iterrows(), folders):
        must(same(row, rows_of_runs[folder]), f"clustering_metrics.csv has other scores than {folder}, or another order")

    comparison = re.compile(r"([^/]+)/\1_task_comparison\.csv")
    suites = {name.split("/")[0]: check_suite(name, read(name), rows_of_runs) for name in names if comparison.fullmatch(name)}
    return {
        "entries": len(names),
        "bytes": sum(entry.file_size for entry in archive.infolist()),
        "unzip": by_unzip,
        "top": [name for name in names if not any(name.startswith(f"{folder}/") for folder in folders)],
        "metrics": {"columns": list(everything.columns), "rows": len(everything)},
        "suites": suites,
        "runs": runs,
        "pngs": {name: check_png(name, read(name)) for name in names if name.endswith(".png")},
        "svgs": {name: check_svg(name, read(name)) for name in names if name.endswith(".svg")},
        "models": {name: check_model(name, read(name)) for name in names if name.endswith(".safetensors")},
        "largest_difference": max((run["largest_difference"] for run in runs.values()), default=0.0),
    }


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("Say which archive: python check_archive.py archive.zip")
    try:
        print(json.dumps(check(sys.argv[1]), ensure_ascii=False, allow_nan=False))
    except (Wrong, zipfile.BadZipFile, OSError) as wrong:
        sys.exit(f"{sys.argv[1]}: {wrong}")
