"""HDBSCAN labels and probabilities by scikit-learn, for tests/reference/hdbscan.json.

python make_hdbscan.py; scikit-learn 1.9. The points come from the formulas of make_fixtures.py (rounded to float32, clustered as float64),
the hard set from a formula of its own: three heaps of different density in four dimensions, a bridge between two of them, and scattered noise.
"""
import json
import pathlib

import numpy as np
import sklearn
from sklearn.cluster import HDBSCAN

from make_fixtures import blobs, gauss, lcg, moons


def densities():
    """300 rows × 4: heaps of spread 0.3, 0.6 and 1.2 at 0, 4 and 9 on every axis, a bridge of 20 from the first to the second, 40 anywhere in [-4, 12)."""
    heaps = [gauss(80 * 4, 700 + i).reshape(80, 4) * s + c for i, (c, s) in enumerate([(0.0, 0.3), (4.0, 0.6), (9.0, 1.2)])]
    bridge = np.linspace(0, 4, 20)[:, None] + 0.1 * gauss(20 * 4, 710).reshape(20, 4)
    anywhere = lcg(40 * 4, 720).reshape(40, 4) * 16 - 4
    return np.vstack(heaps + [bridge, anywhere]).astype(np.float32)


def ties(points, size, labels):
    """Rows whose nearest by mutual reachability are in several groups (or one and none): with equal distances, either is right."""
    apart = np.sqrt(((points[:, None] - points[None]) ** 2).sum(-1))
    core = np.sort(apart, 1)[:, size - 1]
    reach = np.maximum(apart, np.maximum(core[:, None], core[None]))
    np.fill_diagonal(reach, np.inf)
    near = reach <= reach.min(1, keepdims=True) * (1 + 1e-12)
    return [row for row in range(len(points)) if len(set(labels[near[row]].tolist())) > 1]


def main():
    sets = {
        "blobs_easy": blobs(120, 8, 4, 0.8, 101)[0],
        "blobs_hard": blobs(150, 16, 6, 3.0, 202)[0],
        "moons": moons(160, 0.04, 303)[0],
        "densities": densities(),
    }
    out = {}
    for name, points in sets.items():
        cases = []
        for size in (5, 8, 15):
            found = HDBSCAN(min_cluster_size=size, copy=True).fit(points.astype(np.float64))
            cases.append({
                "min_cluster_size": size,
                "labels": found.labels_.tolist(),
                "ties": ties(points.astype(np.float64), size, found.labels_),
                "probabilities": [float(f"{p:.7g}") for p in found.probabilities_],
            })
        out[name] = {"head": [float(f"{v:.7g}") for v in points[0]], "cases": cases}
    note = "sklearn.cluster.HDBSCAN(min_cluster_size), min_samples=None, eom, euclidean, on the float32 points as float64"
    text = json.dumps({"note": note, "sklearn": sklearn.__version__, "sets": out}, separators=(",", ":"))
    pathlib.Path(__file__).with_name("hdbscan.json").write_text(text)


if __name__ == "__main__":
    main()
