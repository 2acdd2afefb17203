"""Trains the tagger: epochs over batches, a running mean of the weights, a checkpoint after each epoch."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch

from kg.extract.word_table import WordTable
from kg.training.config import Schedule
from kg.training.dataset import Example, batches, collate
from kg.training.network import Batch, TaggerNetwork

CHECKPOINT_STEPS = 50
_LEAST_RATE = 0.02


@dataclass
class Fit:
    """A training run: the network, the running mean of its weights, and where the run stands."""

    network: TaggerNetwork
    mean: TaggerNetwork
    optimizer: torch.optim.Optimizer
    seed: int
    epoch: int = 0
    step: int = 0


def start(network: TaggerNetwork, mean: TaggerNetwork, schedule: Schedule, seed: int) -> Fit:
    """Return a run at its beginning; `mean` is a second network of the same shape."""
    mean.load_state_dict(network.state_dict())
    encoder = {id(p) for p in network.encoder.parameters()} if network.encoder is not None else set()
    for parameter in network.frozen(schedule.frozen_layers):
        parameter.requires_grad = False
    groups = [
        {"params": [p for p in network.parameters() if id(p) not in encoder], "top": schedule.rate},
        {
            "params": [p for p in network.parameters() if id(p) in encoder and p.requires_grad],
            "top": schedule.encoder_rate,
        },
    ]
    optimizer = torch.optim.AdamW(
        [g for g in groups if g["params"]], lr=schedule.rate, weight_decay=schedule.decay, betas=(0.9, 0.98)
    )
    return Fit(network, mean, optimizer, seed)


def run(
    fit: Fit,
    examples: Sequence[Example],
    table: WordTable,
    schedule: Schedule,
    *,
    checkpoint: Path,
    after_step: Callable[[Fit, int, float], None],
    after_epoch: Callable[[Fit], None],
) -> None:
    """Train from where the run stands to the schedule's end, and keep a checkpoint on the way.

    `after_step` is given the steps of an epoch and the loss.
    """
    lengths = [len(e.tags) for e in examples]
    steps = len(list(batches(lengths, schedule.words, None)))
    for epoch in range(fit.epoch, min(schedule.stop or schedule.epochs, schedule.epochs)):
        order = np.random.default_rng((fit.seed, epoch))
        for number, places in enumerate(batches(lengths, schedule.words, order)):
            if number < fit.step:
                continue
            torch.manual_seed(fit.seed * 1_000_000 + epoch * 10_000 + number)
            done = (epoch + number / steps) / schedule.epochs
            for group in fit.optimizer.param_groups:
                group["lr"] = group["top"] * rate(done, schedule.warmup)
            loss = _step(fit, collate([examples[i] for i in places], table), schedule)
            fit.step = number + 1
            if fit.step % CHECKPOINT_STEPS == 0:
                save(fit, checkpoint)
            after_step(fit, steps, loss)
        fit.epoch, fit.step = epoch + 1, 0
        save(fit, checkpoint)
        after_epoch(fit)


def rate(done: float, warmup: float) -> float:
    """Return the share of the top learning rate: up in a line, down as a cosine."""
    if done < warmup:
        return max(_LEAST_RATE, done / warmup)
    return _LEAST_RATE + (1 - _LEAST_RATE) * 0.5 * (
        1 + math.cos(math.pi * min(1.0, (done - warmup) / (1 - warmup)))
    )


def _step(fit: Fit, batch: Batch, schedule: Schedule) -> float:
    """Take one step and return its loss."""
    fit.network.train()
    fit.optimizer.zero_grad(set_to_none=True)
    loss = fit.network.loss(batch, schedule.word_dropout)
    loss.backward()
    torch.nn.utils.clip_grad_norm_(fit.network.parameters(), schedule.clip)
    fit.optimizer.step()
    with torch.no_grad():
        for kept, value in zip(fit.mean.parameters(), fit.network.parameters(), strict=True):
            if value.requires_grad:
                kept.lerp_(value, 1 - schedule.average)
    return loss.item()


def save(fit: Fit, path: Path) -> None:
    """Write a checkpoint from which `restore` goes on."""
    state = {
        "epoch": fit.epoch,
        "step": fit.step,
        "network": fit.network.state_dict(),
        "mean": fit.mean.state_dict(),
        "optimizer": fit.optimizer.state_dict(),
    }
    torch.save(state, path.with_suffix(".partial"))
    path.with_suffix(".partial").replace(path)


def restore(fit: Fit, path: Path) -> None:
    """Bring a run to where a checkpoint stands."""
    state = torch.load(path)
    fit.epoch, fit.step = state["epoch"], state["step"]
    fit.network.load_state_dict(state["network"])
    fit.mean.load_state_dict(state["mean"])
    fit.optimizer.load_state_dict(state["optimizer"])
