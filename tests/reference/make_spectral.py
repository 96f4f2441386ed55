#!/usr/bin/env python3
"""Golden numbers for spectral clustering, by scikit-learn, on points made by formula.

  python make_spectral.py              # needs numpy, scipy and scikit-learn (1.9); writes spectral.json next to itself

Points are those of make_fixtures.py (blobs, moons), rounded to float32 and then taken as float64.  `rings` is a circle of n points
(cos, sin of 2 pi i / n), times 1 + 1e-4 * lcg(n, 606): every eigenvalue of its graph but the first comes nearly twice.
`embedding` is sklearn.manifold.spectral_embedding(drop_first=False) of the rows 0, n//7, 2*(n//7) ...: its columns are unique where the
graph is in one part and the eigenvalue stands alone.  Floats are rounded to 7 significant digits.
"""
import numpy as np
import scipy.sparse as sp
from scipy.sparse.csgraph import connected_components, laplacian
from sklearn.cluster import SpectralClustering
from sklearn.manifold import spectral_embedding
from sklearn.neighbors import kneighbors_graph
from make_fixtures import blobs, dump, lcg, moons, r7

def rings(n):
    a = 2 * np.pi * np.arange(n) / n; r = 1 + 1e-4 * lcg(n, 606)
    return np.stack([r * np.cos(a), r * np.sin(a)], 1)

def points(x):
    x = x[0] if isinstance(x, tuple) else x
    return np.asarray(x).astype(np.float32).astype(np.float64)

CASES = dict(
    blobs_700=(points(blobs(700, 12, 5, 3.0, 404)), 5, 10),
    moons_400=(points(moons(400, 0.1, 505)), 2, 8),
    apart_600=(points(blobs(600, 6, 4, 0.5, 707)), 6, 12),
    rings_500=(points(rings(500)), 3, 10),
)
out = {}
for name, (X, k, neighbours) in CASES.items():
    G = kneighbors_graph(X, neighbours, include_self=True); A = 0.5 * (G + G.T)
    L = laplacian(A, normed=True)
    values = np.linalg.eigvalsh(L.toarray())[: k + 3]
    E = spectral_embedding(A, n_components=k, eigen_solver="arpack", drop_first=False, random_state=0)
    C = SpectralClustering(k, affinity="nearest_neighbors", n_neighbors=neighbours, n_init=100, random_state=0).fit(X)
    out[name] = dict(n=len(X), d=X.shape[1], k=k, neighbours=neighbours, head=r7(X[:2]), parts=int(connected_components(A)[0]),
                     affinity_sum=r7(A.sum()), affinity_nnz=int(A.nnz), eigenvalues=r7(values), embedding=r7(E[:: len(X) // 7]), labels=C.labels_.tolist())
    print(name, out[name]["parts"], values)
dump("spectral.json", dict(sets=out))
