#!/usr/bin/env python3
"""UMAP's golden figures, by umap-learn 0.5.12.

  python make_umap.py                # needs numpy, scikit-learn and umap-learn; writes umap.json next to itself, adds umap-learn to versions.json

Points come by formula (make_fixtures.py), so only answers are stored: the curve for several min_dists; and for each set sigmas, rhos and the
edges (i < j) of the fuzzy graph, all from exact neighbours, the row itself first.  Then the trustworthiness (k = 15) of umap-learn's own maps,
mean, lowest and highest of several seeds: small sets need many, since their maps differ much.

"duplicates" is blobs(60, 4, 3, 1.0, 505) whose rows 40 ... 59 are all row 0 and rows 30 ... 34 are row 1.  "styles" stands in for latents: 32 rows
of 16 numbers around 4 centres, blobs(32, 16, 4, 2.0, 710).  Floats are rounded to 7 significant digits.
"""
import json, warnings
import numpy as np
import umap
from umap.umap_ import find_ab_params, fuzzy_simplicial_set, smooth_knn_dist
from sklearn.manifold import trustworthiness
from make_fixtures import HERE, blobs, dump, moons, r7
warnings.filterwarnings("ignore")

def duplicates():
    X, y = blobs(60, 4, 3, 1.0, 505); X = X.copy(); X[40:] = X[0]; X[30:35] = X[1]
    return X, y

SETS = {"blobs_hard": (blobs(150, 16, 6, 3.0, 202)[0], 15), "moons": (moons(160, 0.04, 303)[0], 15), "duplicates": (duplicates()[0], 10), "styles": (blobs(32, 16, 4, 2.0, 710)[0], 15)}

def neighbours(X, k):
    """Exact, the row itself first, equally far ones by their number."""
    D = np.sqrt(((X[:, None].astype(np.float64) - X[None].astype(np.float64)) ** 2).sum(-1))
    order = np.empty((len(X), k), dtype=np.int32)
    for i, row in enumerate(D):
        others = [j for j in np.argsort(row, kind="stable") if j != i]
        order[i] = [i, *others[: k - 1]]
    return order, np.take_along_axis(D, order, 1).astype(np.float32)

def curves():
    return [dict(spread=s, min_dist=m, a=r7(a), b=r7(b)) for s, m in ((1.0, 0.0), (1.0, 0.01), (1.0, 0.05), (1.0, 0.1), (1.0, 0.25), (1.0, 0.5), (1.0, 0.8), (1.0, 1.0), (2.0, 0.1)) for a, b in [find_ab_params(s, m)]]

def graphs():
    out = {}
    for name, (X, k) in SETS.items():
        indices, distances = neighbours(X, k)
        sigmas, rhos = smooth_knn_dist(distances, float(k), local_connectivity=1.0)
        graph, *_ = fuzzy_simplicial_set(X, k, np.random.RandomState(0), "euclidean", knn_indices=indices, knn_dists=distances)
        upper = graph.tocoo(); kept = upper.row < upper.col
        order = np.lexsort((upper.col[kept], upper.row[kept])); pick = lambda a: np.asarray(a)[kept][order]
        maps = []
        for seed in range(5 if len(X) > 100 else 41):
            found = umap.UMAP(n_neighbors=k, random_state=seed, precomputed_knn=(indices, distances, None)).fit_transform(X)
            maps.append(trustworthiness(X, found, n_neighbors=15))
        out[name] = dict(neighbours=k, sigmas=r7(sigmas), rhos=r7(rhos), edges=dict(i=pick(upper.row).tolist(), j=pick(upper.col).tolist(), weight=[float(f"{w:.6g}") for w in pick(upper.data)]),
            trustworthiness=dict(k=15, seeds=len(maps), mean=r7(np.mean(maps)), lowest=r7(min(maps)), highest=r7(max(maps))))
        print(name, len(X), out[name]["trustworthiness"])
    return out

if __name__ == "__main__":
    dump("umap.json", dict(note="umap-learn; points by formula, see make_umap.py; neighbours counts the row itself", curves=curves(), sets=graphs()))
    path = HERE / "versions.json"; versions = json.loads(path.read_text()) if path.exists() else {}
    versions["umap-learn"] = umap.__version__; path.write_text(json.dumps(versions, separators=(",", ":")) + "\n")
