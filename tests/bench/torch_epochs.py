"""PyTorch on one thread learns the problems of the bench page (www/bench/problems.js).

Reads one order a line from standard input and answers each with one line of JSON:

    {"task": "prepare", "name": ..., "problem": {...}, "rows"?: ..., "parameters"?: ...}
        A network under a name. Without `rows` it learns noise; without `parameters` (in the order of `Network::shapes`)
        it draws its own. Both are the bytes of 32-bit floats in base 64.
    {"task": "epochs", "name": ..., "count": ...}

The answers hold the milliseconds of each epoch by the clock and of processor time, and its losses. The networks are Songscape's,
without what Songscape does besides (clamping log sigma^2, clipping the gradient), which changes nothing here.
"""

import base64
import json
import sys
import time

import torch
from torch import nn


class Convolutions(nn.Module):
    def __init__(self, bands, frames, channels, latent):
        super().__init__()
        self.inputs = bands * frames
        self.map = (bands, frames)
        self.deepest = (channels[-1], bands >> len(channels), frames >> len(channels))
        flat = self.deepest[0] * self.deepest[1] * self.deepest[2]
        down, up = [1, *channels], [*reversed(channels), 1]
        self.encoder = nn.ModuleList(nn.Conv2d(a, b, 3, 2, 1) for a, b in zip(down, down[1:]))
        self.mean = nn.Linear(flat, latent)
        self.log_variance = nn.Linear(flat, latent)
        self.widen = nn.Linear(latent, flat)
        self.decoder = nn.ModuleList(nn.ConvTranspose2d(a, b, 3, 2, 1, output_padding=1) for a, b in zip(up, up[1:]))

    def encode(self, x):
        x = x.view(-1, 1, *self.map)
        for layer in self.encoder:
            x = layer(x).relu()
        x = x.flatten(1)
        return self.mean(x), self.log_variance(x)

    def decode(self, z):
        x = self.widen(z).view(-1, *self.deepest)
        for layer in self.decoder[:-1]:
            x = layer(x).relu()
        return self.decoder[-1](x).flatten(1)


class Perceptron(nn.Module):
    def __init__(self, inputs, hidden, latent):
        super().__init__()
        self.inputs = inputs
        down, up = [inputs, *hidden], [latent, *reversed(hidden), inputs]
        self.encoder = nn.ModuleList(nn.Linear(a, b) for a, b in zip(down, down[1:]))
        self.mean = nn.Linear(hidden[-1], latent)
        self.log_variance = nn.Linear(hidden[-1], latent)
        self.decoder = nn.ModuleList(nn.Linear(a, b) for a, b in zip(up, up[1:]))

    def encode(self, x):
        for layer in self.encoder:
            x = layer(x).relu()
        return self.mean(x), self.log_variance(x)

    def decode(self, z):
        for layer in self.decoder[:-1]:
            z = layer(z).relu()
        return self.decoder[-1](z)


def numbers(text):
    return torch.frombuffer(bytearray(base64.b64decode(text)), dtype=torch.float32)


class Learner:
    def __init__(self, problem, rows=None, parameters=None):
        architecture, latent = dict(problem["architecture"]), problem["latent"]
        kinds = {"mlp": Perceptron, "conv2d": Convolutions}
        self.network = kinds[architecture.pop("kind")](**architecture, latent=latent)
        if parameters is not None:
            nn.utils.vector_to_parameters(numbers(parameters), self.network.parameters())
        self.batch, self.variational = problem["batch"], problem["variational"]
        shape = (problem["count"], self.network.inputs)
        self.rows = torch.randn(shape) if rows is None else numbers(rows).view(shape)
        self.adam = torch.optim.Adam(self.network.parameters(), lr=problem["rate"])

    def terms(self, x):
        """Reconstruction and KL: means over rows, of sums divided by the features."""
        mean, log_variance = self.network.encode(x)
        z = mean + torch.randn_like(mean) * (0.5 * log_variance).exp() if self.variational else mean
        reconstruction = nn.functional.mse_loss(self.network.decode(z), x)
        if not self.variational:
            return reconstruction, torch.zeros(())
        kl = -0.5 * (1 + log_variance - mean.square() - log_variance.exp()).sum() / x.numel()
        return reconstruction, kl

    def epoch(self):
        sums = torch.zeros(2)
        for chosen in torch.randperm(len(self.rows)).split(self.batch):
            reconstruction, kl = self.terms(self.rows[chosen])
            self.adam.zero_grad()
            (reconstruction + kl).backward()
            self.adam.step()
            sums += torch.stack((reconstruction, kl)).detach() * len(chosen)
        reconstruction, kl = (sums / len(self.rows)).tolist()
        return {"reconstruction": reconstruction, "kl": kl}


def answer(learners, order):
    answer = {"milliseconds": [], "processor": [], "losses": []}
    if order["task"] == "prepare":
        learners[order["name"]] = Learner(order["problem"], order.get("rows"), order.get("parameters"))
        return {**answer, "version": torch.__version__}
    learner = learners[order["name"]]
    for _ in range(order["count"]):
        clock, processor = time.perf_counter(), time.process_time()
        answer["losses"].append(learner.epoch())
        answer["milliseconds"].append(1000 * (time.perf_counter() - clock))
        answer["processor"].append(1000 * (time.process_time() - processor))
    return answer


if __name__ == "__main__":
    torch.set_num_threads(1)
    learners = {}
    for line in sys.stdin:
        print(json.dumps(answer(learners, json.loads(line))), flush=True)
