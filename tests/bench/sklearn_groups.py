"""scikit-learn (and umap-learn, if it is there) on one thread, on the points of the bench page (www/bench/groupings.js).

Reads one order a line from standard input and answers each with one line of JSON:

    {"task": "points", "size": ..., "values": ..., "labels": ..., "choices": {...}}
        Points of a size for later orders, row by row, and their blobs: the bytes of 32-bit floats and integers in base 64.
    {"task": "kmeans" | ..., "size": ..., "repetitions": ...}

The answers hold the milliseconds of each repetition by the clock and of processor time, and what the last one found: labels, a
score or a map. What cannot be done is answered with {"failed": ...}.
"""

import os

# Before anything that starts threads of its own is imported.
for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS"):
    os.environ[variable] = "1"

import base64
import json
import sys
import time
import warnings

import numpy as np
import sklearn
from sklearn.cluster import DBSCAN, AgglomerativeClustering, KMeans, SpectralClustering
from sklearn.manifold import TSNE
from sklearn.metrics import silhouette_score


def umap(points, chosen):
    # Slow to import, and not always there.
    from umap import UMAP

    return UMAP(
        n_neighbors=chosen["neighbours"],
        min_dist=chosen["distance"],
        n_epochs=chosen["epochs"],
        random_state=chosen["seed"],
    ).fit_transform(points)


def kmeans(points, chosen, starts):
    return KMeans(chosen["groups"], n_init=starts, random_state=chosen["seed"]).fit_predict(points)


def spectral(points, chosen):
    return SpectralClustering(
        chosen["groups"],
        affinity="nearest_neighbors",
        n_neighbors=chosen["graph_neighbours"],
        random_state=chosen["seed"],
    ).fit_predict(points)


def tsne(points, chosen):
    return TSNE(
        perplexity=chosen["perplexity"],
        max_iter=chosen["iterations"],
        init="pca",
        random_state=chosen["seed"],
    ).fit_transform(points)


TASKS = {
    "kmeans": lambda points, _, chosen: kmeans(points, chosen, 10),
    "kmeans, one start": lambda points, _, chosen: kmeans(points, chosen, 1),
    "dbscan": lambda points, _, chosen: DBSCAN(eps=chosen["eps"], min_samples=chosen["samples"]).fit_predict(points),
    "ward": lambda points, _, chosen: AgglomerativeClustering(chosen["groups"], linkage="ward").fit_predict(points),
    "spectral": lambda points, _, chosen: spectral(points, chosen),
    "silhouette": lambda points, labels, _: silhouette_score(points, labels),
    "umap": lambda points, _, chosen: umap(points, chosen),
    "tsne": lambda points, _, chosen: tsne(points, chosen),
}


def numbers(text, kind):
    return np.frombuffer(base64.b64decode(text), dtype=kind)


def versions():
    known = {"scikit-learn": sklearn, "umap-learn": sys.modules.get("umap")}
    return [f"{name} {module.__version__}" for name, module in known.items() if module]


def answer(known, order):
    size = order["size"]
    if order["task"] == "points":
        points = numbers(order["values"], np.float32).reshape(size, -1)
        known[size] = points, numbers(order["labels"], np.int32), order["choices"]
        return {}
    milliseconds, processor, found = [], [], np.zeros(0)
    for _ in range(order["repetitions"]):
        clock, own = time.perf_counter(), time.process_time()
        found = TASKS[order["task"]](*known[size])
        milliseconds.append(1000 * (time.perf_counter() - clock))
        processor.append(1000 * (time.process_time() - own))
    found = {"numbers": np.ravel(found).astype(float).tolist()}
    return {"milliseconds": milliseconds, "processor": processor, "found": found, "versions": versions()}


def answered(known, order):
    try:
        return answer(known, order)
    except Exception as error:
        return {"failed": f"{type(error).__name__}: {error}"}


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    known = {}
    for line in sys.stdin:
        print(json.dumps(answered(known, json.loads(line))), flush=True)
