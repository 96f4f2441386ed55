#!/usr/bin/env python3
"""Golden numbers for t-SNE and for trustworthiness, by scikit-learn.

  python make_tsne.py                # needs numpy scipy scikit-learn; writes tsne.json next to itself

Points are the formulas of make_fixtures.py.  The places at which gradients are taken are scale * gauss(2 N, 61), rounded to
float32, row by row.  Of each N x N matrix of probabilities the rows named by "rows" are kept.  Floats have 7 significant digits.
"""
import numpy as np
import sklearn
from scipy.spatial.distance import squareform
from sklearn.manifold import TSNE, trustworthiness
from sklearn.manifold._t_sne import _joint_probabilities, _joint_probabilities_nn, _kl_divergence, _kl_divergence_bh
from sklearn.metrics.pairwise import euclidean_distances
from sklearn.neighbors import NearestNeighbors
from make_fixtures import blobs, dump, gauss, moons, r7

SETS = dict(blobs_hard=blobs(150, 16, 6, 3.0, 202)[0], moons=moons(160, 0.04, 303)[0])
ROWS = [0, 37, 75, 149]
SCALES = [1e-4, 1.0, 10.0]
NEIGHBOURS = [5, 15, 40]

def near(points, perplexity):
    """As TSNE(method = "barnes_hut") does it."""
    graph = NearestNeighbors(n_neighbors=min(len(points) - 1, int(3 * perplexity + 1))).fit(points).kneighbors_graph(mode="distance")
    graph.data **= 2
    return _joint_probabilities_nn(graph, perplexity, 0)

def gradients(points):
    full, sparse = _joint_probabilities(euclidean_distances(points, squared=True), 30.0, 0), near(points, 10.0)
    cases = []
    for scale in SCALES:
        places = (scale * gauss(2 * len(points), 61)).astype(np.float32)
        divergence, gradient = _kl_divergence(places.astype(np.float64), full, 1, len(points), 2)
        exact = dict(divergence=r7(divergence), gradient=r7(gradient))
        # An angle of 0 divides down to the single dots.
        divergence, gradient = _kl_divergence_bh(places, sparse, 1, len(points), 2, angle=0.0)
        cases.append(dict(scale=scale, exact=exact, tree=dict(divergence=r7(divergence), gradient=r7(gradient))))
    return cases

def finished(points):
    """The perplexity rule gives 30 for both sets."""
    out = {}
    for method in ("exact", "barnes_hut"):
        tsne = TSNE(perplexity=30, init="pca", learning_rate="auto", method=method, random_state=42)
        places = tsne.fit_transform(points)
        out[method] = dict(divergence=r7(tsne.kl_divergence_), trustworthiness=r7(trustworthiness(points, places, n_neighbors=15)))
    return out

def main():
    out = {}
    for name, points in SETS.items():
        points = points.astype(np.float64)
        full = squareform(_joint_probabilities(euclidean_distances(points, squared=True), 30.0, 0))
        sparse = near(points, 10.0)
        scattered = gauss(2 * len(points), 71).astype(np.float32).reshape(-1, 2)
        out[name] = dict(
            rows=ROWS, exact_perplexity=30.0, exact=r7(full[ROWS]), exact_squares=r7((full ** 2).sum()),
            tree_perplexity=10.0, tree=r7(sparse.toarray()[ROWS]), tree_entries=int(sparse.nnz), tree_squares=r7((sparse.data ** 2).sum()),
            gradients=gradients(points) if name == "blobs_hard" else [], finished=finished(points),
            trustworthiness=[dict(neighbours=k, scattered=r7(trustworthiness(points, scattered, n_neighbors=k)),
                                  first_columns=r7(trustworthiness(points, points[:, :2], n_neighbors=k))) for k in NEIGHBOURS])
    dump("tsne.json", dict(note="scattered = gauss(2 N, 71) as float32; first_columns = the points' own first two", versions=dict(sklearn=sklearn.__version__), sets=out))

if __name__ == "__main__":
    main()
