#!/usr/bin/env python3
"""Golden numbers for the networks, by PyTorch's autograd in float64.

  python make_models.py              # needs numpy and torch; writes *.json next to itself, adds torch to versions.json

Every input and every weight is a formula of `gauss(n, seed)` (see make_fixtures.py), so that only answers are stored:
layer number i (in the order of its file's "layers") has weights scale * gauss(count, 101 + 2i), row by row in PyTorch's
layout, and biases 0.1 * gauss(out, 102 + 2i); x = gauss(n * d, 1), noise = gauss(n * latent, 21), condition =
gauss(n * columns, 31), all rounded to float32 first, because that is what the networks are given.
Gradients are one list, layer after layer, weights before biases.  Floats are rounded to 7 significant digits.
"""
import json
from pathlib import Path
import numpy as np
import torch
import torch.nn.functional as F
from make_fixtures import dump, gauss, r7

HERE = Path(__file__).resolve().parent
torch.set_default_dtype(torch.float64)

def normal(count, seed, scale=1.0):
    return torch.tensor((scale * gauss(count, seed)).astype(np.float32).astype(np.float64))
def layers(shapes, scale):
    """A weight and a bias for each (weight shape, biases)."""
    return [(normal(int(np.prod(w)), 101 + 2 * i, scale).reshape(w).requires_grad_(), normal(b, 102 + 2 * i, 0.1).requires_grad_()) for i, (w, b) in enumerate(shapes)]
def dense(i, o): return ((o, i), o)
def down(i, o): return ((o, i, 3, 3), o)
def up(i, o): return ((i, o, 3, 3), o)

def sample(mu, lv, kind, n):
    return mu if kind == "ae" else mu + normal(mu.numel(), 21).reshape(n, -1) * torch.exp(0.5 * lv)
def loss(x, drawn, mu, lv, kind, beta, free_bits):
    """elbo clamps log-variances to [-8, 8] before (see forward); free bits count each song's unit for itself."""
    n, d = x.shape
    squares, kl = ((drawn - x) ** 2).sum(), -0.5 * (1 + lv - mu ** 2 - lv.exp())
    over_squares, over_kl = dict(elbo=(n * d, n * d), mean=(n * d, kl.numel()), sum=(1, 1), ae=(n * d, 1))[kind]
    trained = torch.clamp(kl, min=free_bits).sum() if free_bits > 0 else kl.sum()
    weight = 0.0 if kind == "ae" else beta
    return squares / over_squares + weight * trained / over_kl, squares / over_squares, 0 * kl.sum() if kind == "ae" else kl.sum() / over_kl

def conv2d(L, x, c, latent, bands, frames, channels, kind):
    n, stages = len(x), len(channels)
    sides = [(bands, frames)]
    for _ in channels: sides.append(tuple((s + 1) // 2 for s in sides[-1]))
    h = x.reshape(n, 1, bands, frames)
    if c is not None: h = torch.cat([h, c[:, :, None, None].expand(n, c.shape[1], bands, frames)], 1)
    for w, b in L[:stages]: h = F.relu(F.conv2d(h, w, b, stride=2, padding=1))
    h = h.flatten(1); (wm, bm), (wv, bv), (ww, bw) = L[stages:stages + 3]
    mu, lv = F.linear(h, wm, bm), F.linear(h, wv, bv)
    if kind == "elbo": lv = lv.clamp(-8, 8)
    z = sample(mu, lv, kind, n); z = z if c is None else torch.cat([z, c], 1)
    h = F.linear(z, ww, bw).reshape(n, channels[-1], *sides[-1])
    for i, (w, b) in enumerate(L[stages + 3:]):
        small, large = sides[stages - i], sides[stages - i - 1]
        h = F.conv_transpose2d(h, w, b, stride=2, padding=1, output_padding=[large[k] - (2 * small[k] - 1) for k in (0, 1)])
        if i < stages - 1: h = F.relu(h)
    return mu, lv, h.flatten(1)
def perceptron(L, x, c, hidden, kind):
    n, k = len(x), len(hidden); h = x if c is None else torch.cat([x, c], 1)
    for w, b in L[:k]: h = F.relu(F.linear(h, w, b))
    mu, lv = F.linear(h, *L[k]), F.linear(h, *L[k + 1])
    return mu, lv, decoder(L[k + 2:], sample(mu, lv, kind, n), c)
def dual_encoder(L, x, c, sound, hidden, kind):
    n, k = len(x), len(hidden); parts = []
    for start, h in ((0, x[:, :sound]), (k, x[:, sound:])):
        for w, b in L[start:start + k]: h = F.relu(F.linear(h, w, b))
        parts.append(h)
    h = torch.cat(parts if c is None else [*parts, c], 1); mu, lv = F.linear(h, *L[2 * k]), F.linear(h, *L[2 * k + 1])
    return mu, lv, decoder(L[2 * k + 2:], sample(mu, lv, kind, n), c)
def decoder(L, z, c):
    h = z if c is None else torch.cat([z, c], 1)
    for w, b in L[:-1]: h = F.relu(F.linear(h, w, b))
    return F.linear(h, *L[-1])

def case(n, columns, shapes, forward, condition, kind, beta, scale, free_bits=0.0, **about):
    L = layers(shapes, scale); x = normal(n * columns, 1).reshape(n, columns); c = normal(n * condition, 31).reshape(n, condition) if condition else None
    mu, lv, drawn = forward(L, x, c, kind); total, reconstruction, kl = loss(x, drawn, mu, lv, kind, beta, free_bits)
    flat = [t for layer in L for t in layer]; gradients = torch.autograd.grad(total, flat, allow_unused=True)
    gradients = [torch.zeros_like(t) if g is None else g for t, g in zip(flat, gradients)]
    a = lambda t: t.detach().numpy()
    return dict(**about, songs=n, condition=condition, objective=kind, beta=beta, free_bits=free_bits, scale=scale, loss=r7(a(total)), reconstruction=r7(a(reconstruction)), kl=r7(a(kl)),
        mean=r7(a(mu).ravel()), log_variance=r7(a(lv).ravel()), drawn=r7(a(drawn).ravel()), gradient=r7(np.concatenate([a(g).ravel() for g in gradients])))

NOTE = "Inputs and weights by formula, see make_models.py. objective ae: z = mean, no KL. "
def conv2ds():
    out = []
    for bands, frames, channels, latent, condition, kind, beta, free in (
        (8, 12, (2, 3), 2, 0, "elbo", 1.0, 0.0), (8, 12, (2, 3), 2, 0, "mean", 1.0, 0.0), (8, 12, (2, 3), 2, 0, "sum", 1.0, 0.0), (8, 12, (2, 3), 2, 0, "ae", 1.0, 0.0),
        (5, 7, (2, 3), 2, 2, "elbo", 4.0, 0.0), (5, 7, (2, 3), 2, 2, "mean", 4.0, 0.0), (5, 7, (2, 3), 2, 2, "elbo", 1.0, 0.5), (1, 9, (3, 2, 2), 3, 0, "elbo", 1.0, 0.0), (6, 1, (2,), 1, 1, "mean", 1.0, 0.0)):
        side = [bands, frames]
        for _ in channels: side = [(s + 1) // 2 for s in side]
        flat = channels[-1] * side[0] * side[1]; ins = (1 + condition, *channels); back = (*channels[::-1], 1)
        shapes = [*(down(*p) for p in zip(ins, ins[1:])), dense(flat, latent), dense(flat, latent), dense(latent + condition, flat), *(up(*p) for p in zip(back, back[1:]))]
        out.append(case(3, bands * frames, shapes, lambda L, x, c, kind: conv2d(L, x, c, latent, bands, frames, channels, kind), condition, kind, beta, 0.4, free, bands=bands, frames=frames, channels=channels, latent=latent))
    dump("conv2d.json", dict(note=NOTE + "layers: convolutions k3 s2 p1 (out, in, 3, 3), mean, log-variance, widen, transposed convolutions (in, out, 3, 3); ReLU after each convolution and between the transposed ones; condition as constant channels of the encoder and beside z.", cases=out))
def perceptrons():
    out = []
    for hidden, condition, kind, beta, free in (((6, 4), 0, "elbo", 1.0, 0.0), ((6, 4), 2, "elbo", 1.0, 0.0), ((6, 4), 2, "mean", 1.0, 0.0), ((5,), 2, "sum", 0.5, 0.0), ((5,), 1, "ae", 1.0, 0.0), ((6, 4), 0, "elbo", 2.0, 0.4), ((), 0, "elbo", 1.0, 0.0)):
        d, latent = 7, 3; ins = (d + condition, *hidden); back = (latent + condition, *hidden[::-1], d)
        shapes = [*(dense(*p) for p in zip(ins, ins[1:])), dense(ins[-1], latent), dense(ins[-1], latent), *(dense(*p) for p in zip(back, back[1:]))]
        out.append(case(4, d, shapes, lambda L, x, c, kind: perceptron(L, x, c, hidden, kind), condition, kind, beta, 0.5, free, inputs=d, hidden=hidden, latent=latent))
    dump("mlp.json", dict(note=NOTE + "layers: encoder, mean, log-variance, decoder; condition beside x and beside z.", cases=out))
def dual_encoders():
    out = []
    for hidden, condition, kind, beta in (((6, 4), 0, "elbo", 1.0), ((6, 4), 2, "elbo", 1.0), ((6, 4), 0, "mean", 1.0), ((5,), 1, "sum", 0.5), ((5,), 0, "ae", 1.0)):
        sound, lyrics, latent = 4, 5, 3; found = 2 * hidden[-1] + condition; back = (latent + condition, *hidden[::-1][1:], sound + lyrics)
        a, b = (sound, *hidden), (lyrics, *hidden)
        shapes = [*(dense(*p) for p in zip(a, a[1:])), *(dense(*p) for p in zip(b, b[1:])), dense(found, latent), dense(found, latent), *(dense(*p) for p in zip(back, back[1:]))]
        out.append(case(4, sound + lyrics, shapes, lambda L, x, c, kind: dual_encoder(L, x, c, sound, hidden, kind), condition, kind, beta, 0.5, sound=sound, lyrics=lyrics, hidden=hidden, latent=latent))
    dump("dual_encoder.json", dict(note=NOTE + "layers: sound's encoder, lyrics' encoder, mean, log-variance, decoder (back through the widths without the narrowest); condition beside what both encoders found and beside z.", cases=out))
def adam():
    """Least squares in six unknowns whose first gradient is far above the limit; every step's gradient and parameters."""
    a = torch.tensor((gauss(48, 1).reshape(8, 6))) * torch.tensor([1.0, 10.0, 0.1, 3.0, 1e-3, 0.0]); b = torch.tensor(gauss(8, 2)) * 5; out = []
    for rate, limit in ((1e-3, None), (0.1, None), (0.1, 5.0)):
        w = torch.tensor(gauss(6, 3)).requires_grad_(); optimizer = torch.optim.Adam([w], lr=rate); steps = []
        start = r7(w.detach().numpy())
        for _ in range(5):
            optimizer.zero_grad(); ((a @ w - b) ** 2).sum().backward(); gradient = r7(w.grad.numpy())
            norm = torch.nn.utils.clip_grad_norm_([w], limit) if limit else w.grad.norm()
            clipped = r7(w.grad.numpy()); optimizer.step(); steps.append(dict(gradient=gradient, norm=r7(norm.numpy()), clipped=clipped, parameters=r7(w.detach().numpy())))
        out.append(dict(rate=rate, limit=limit, start=start, steps=steps))
    dump("adam.json", dict(note="torch.optim.Adam, defaults; limit: torch.nn.utils.clip_grad_norm_. Gradients are of the reference's own parameters.", cases=out))

if __name__ == "__main__":
    conv2ds(); perceptrons(); dual_encoders(); adam()
    versions = json.loads((HERE / "versions.json").read_text()); versions["torch"] = torch.__version__.split("+")[0]
    dump("versions.json", versions)
