#!/usr/bin/env python3
"""Golden numbers for the Gaussian mixture, by scikit-learn, on points made by formula.

  python make_mixture.py              # needs numpy and scikit-learn (1.9); writes mixture.json next to itself

Points are those of make_fixtures.py (blobs, moons), rounded to float32, then float64, then each column brought to variance 1: there
`reg_covar = 1e-6` means a share of the column's variance.  `tol = 1e-5`, `max_iter = 300`, `n_init = 1`.  The start is given by the
responsibilities of the best of 100 k-means on the raw points, through `_initialize` (the starting means, weights and precisions
are theirs).  log_likelihood is the total over all rows in the units of the raw points; memberships are those of
the rows 0, n//12, 2*(n//12) ...  Floats are rounded to 7 significant digits.
"""
import numpy as np
from sklearn.cluster import KMeans
from sklearn.mixture import GaussianMixture
from make_fixtures import blobs, dump, moons, r7

class FromLabels(GaussianMixture):
    """Starts from the groups in `start`."""
    def _initialize_parameters(self, X, random_state, xp=None):
        self._initialize(X, np.eye(self.n_components)[self.start])

CASES = dict(
    blobs_easy=(blobs(120, 8, 4, 0.8, 101)[0], 4, "diag"),
    blobs_hard=(blobs(150, 16, 6, 3.0, 202)[0], 6, "diag"),
    blobs_full=(blobs(400, 4, 3, 3.5, 808)[0], 3, "full"),
    moons=(moons(160, 0.04, 303)[0], 2, "full"),
    few_songs=(blobs(32, 16, 4, 2.0, 909)[0], 4, "diag"),
)
out = {}
for name, (X, k, shape) in CASES.items():
    X = X.astype(np.float64); sd = X.std(0); Z = (X - X.mean(0)) / sd
    start = KMeans(k, n_init=100, random_state=0).fit_predict(X)
    g = FromLabels(k, covariance_type=shape, tol=1e-5, max_iter=300, reg_covar=1e-6); g.start = start
    g.fit(Z)
    total = g.score(Z) * len(X) - len(X) * np.log(sd).sum()
    bic = g.bic(Z) + 2 * len(X) * np.log(sd).sum()
    P = g.predict_proba(Z)
    out[name] = dict(n=len(X), d=X.shape[1], k=k, covariance=shape, log_likelihood=r7(total), bic=r7(bic), iterations=int(g.n_iter_), converged=bool(g.converged_),
                     labels=g.predict(Z).tolist(), memberships=r7(np.sort(P[:: len(X) // 12], 1)[:, ::-1]), means=r7(g.means_ * sd + X.mean(0)), weights=r7(g.weights_))
    print(name, {a: b for a, b in out[name].items() if a in ("log_likelihood", "bic", "iterations", "converged")}, np.bincount(out[name]["labels"]), np.bincount(start), P.max(1).min())
dump("mixture.json", dict(sets=out))
