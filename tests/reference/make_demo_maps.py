#!/usr/bin/env python3
"""How trustworthy the maps of umap-learn and scikit-learn are on the demo songs' latents.

  python make_demo_maps.py      # needs numpy, scikit-learn and umap-learn; reads demo_latents.json, writes demo_maps.json beside it

The latents are those of a run of the page (tests/browser/demo_latents.js).  Trustworthiness with k = 15, mean of several seeds: on 32 songs
maps differ much.  t-SNE has system B's perplexity, min(30, max(5, (N - 1) / 3)), and a start by principal components.
"""
import json, warnings
import numpy as np
import umap
from sklearn.manifold import TSNE, trustworthiness
from make_fixtures import HERE, dump, r7
warnings.filterwarnings("ignore")

X = np.array(json.loads((HERE / "demo_latents.json").read_text())["latents"], dtype=np.float32)
K, SEEDS = 15, 21

def figures(fit):
    found = [trustworthiness(X, fit(seed), n_neighbors=K) for seed in range(SEEDS)]
    return dict(mean=r7(np.mean(found)), lowest=r7(min(found)), highest=r7(max(found)))

perplexity = min(30, max(5, (len(X) - 1) / 3))
maps = dict(
    umap=figures(lambda seed: umap.UMAP(n_neighbors=15, min_dist=0.1, random_state=seed).fit_transform(X)),
    tsne=figures(lambda seed: TSNE(perplexity=perplexity, init="pca", random_state=seed).fit_transform(X)),
)
dump("demo_maps.json", dict(k=K, seeds=SEEDS, **maps))
print(maps)
