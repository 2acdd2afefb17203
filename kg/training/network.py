"""The tagger's network in PyTorch, for training only; kg/extract/network.py is its twin at run time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from kg.extract import chain
from kg.extract.bioes import TAGS
from kg.extract.document_encoder import DENSE_WIDTH
from kg.extract.word_table import HASH_ROWS
from kg.training.config import Size
from kg.training.encoder import WIDTH as ENCODER_WIDTH
from kg.training.encoder import Encoder

# As the encoder was pre-trained with.
ENCODER_DROPOUT = 0.1


class LogPartition(torch.autograd.Function):
    """The log partition sums of a chain; marginals are its gradient, so no graph is kept."""

    @staticmethod
    def forward(
        ctx: Any,  # noqa: ANN401 - PyTorch hands in what it likes
        emissions: Tensor,
        transitions: Tensor,
        lengths: Sequence[int],
    ) -> Tensor:
        """Return the sum over documents."""
        padded = chain.pad(emissions.detach().numpy(), lengths)
        found = chain.marginals(padded, chain.constrain(transitions.detach().numpy()))
        tags = found.tags[:, : emissions.shape[1]].copy()
        for i, length in enumerate(lengths):
            tags[i, length:] = 0.0
        ctx.save_for_backward(torch.from_numpy(tags), torch.from_numpy(found.transitions))
        return emissions.new_tensor(found.log_sum.sum())

    @staticmethod
    def backward(
        ctx: Any,  # noqa: ANN401 - as above
        *grads: Tensor,
    ) -> tuple[Tensor, Tensor, None]:
        """Return the gradients of emissions and transitions."""
        tags, transitions = ctx.saved_tensors
        return tags * grads[0], transitions * grads[0], None


@dataclass(frozen=True, slots=True)
class Pieces:
    """Word pieces (B, P), how many a document has, and the place of each word's first piece (B, L)."""

    ids: Tensor
    lengths: list[int]
    places: Tensor


@dataclass(frozen=True, slots=True)
class Batch:
    """Padded documents: ids (B, L, 4), vectors and features, groups, lengths, gold tags.

    Groups are numbered across the batch; 0 is the padding's.
    """

    ids: Tensor
    vectors: Tensor
    dense: Tensor
    groups: Tensor
    lengths: list[int]
    tags: Tensor
    pieces: Pieces | None = None


class Locked(nn.Module):
    """Dropout that drops the same columns for all words of a document."""

    def __init__(self, rate: float) -> None:
        super().__init__()
        self.rate = rate

    def forward(self, x: Tensor) -> Tensor:
        """Return x with columns dropped when training."""
        if not self.training or not self.rate:
            return x
        kept = torch.rand(x.shape[0], 1, x.shape[2]) >= self.rate
        return x * (kept.to(x.dtype) / (1 - self.rate))


class Block(nn.Module):
    """A residual layer: each word sees the words `reach` before and after it, through a gate."""

    def __init__(self, width: int, reach: int) -> None:
        super().__init__()
        self.reach = reach
        self.norm = nn.LayerNorm(width)
        self.mix = nn.Linear(3 * width, 2 * width)

    def forward(self, x: Tensor, mask: Tensor, dropout: Locked) -> Tensor:
        """Return the words' new states; `mask` is zero on padding."""
        y = self.norm(x) * mask
        around = functional.pad(y, (0, 0, self.reach, self.reach))
        y = torch.cat([around[:, : x.shape[1]], y, around[:, 2 * self.reach :]], dim=2)
        return x + dropout(functional.glu(self.mix(y), dim=2))


class TaggerNetwork(nn.Module):
    """Embeddings and features, gated convolutions with a document memory halfway, a linear chain."""

    def __init__(self, size: Size, vocabulary: int, vector_width: int) -> None:
        super().__init__()
        self.word = nn.Embedding(vocabulary, size.word)
        self.prefix = nn.Embedding(HASH_ROWS, size.affix)
        self.suffix = nn.Embedding(HASH_ROWS, size.affix)
        self.form = nn.Embedding(HASH_ROWS, size.affix)
        width = vector_width + size.word + 3 * size.affix + DENSE_WIDTH
        self.into = nn.Linear(width, size.hidden)
        self.encoder = Encoder(size.encoder_layers) if size.encoder_layers else None
        self.read = nn.Linear(ENCODER_WIDTH, size.hidden) if size.encoder_layers else None
        self.near = nn.ModuleList(Block(size.hidden, reach) for reach in size.reaches)
        self.recall = nn.Linear(size.hidden, size.hidden)
        self.far = nn.ModuleList(Block(size.hidden, reach) for reach in size.reaches)
        self.norm = nn.LayerNorm(size.hidden)
        self.out = nn.Linear(size.hidden, len(TAGS))
        self.transitions = nn.Parameter(torch.zeros(len(TAGS), len(TAGS)))
        self.before, self.within = Locked(size.dropout), Locked(size.dropout / 2)
        self.light = Locked(ENCODER_DROPOUT)
        for table in (self.word, self.prefix, self.suffix, self.form):
            nn.init.normal_(table.weight, std=0.1)

    def emissions(self, batch: Batch, word_dropout: float = 0.0) -> Tensor:
        """Return (document, place, tag) scores."""
        ids = batch.ids
        word = ids[:, :, 0]
        if word_dropout:
            word = word.masked_fill(torch.rand(word.shape) < word_dropout, 0)
        spelled = [self.prefix(ids[:, :, 1]), self.suffix(ids[:, :, 2]), self.form(ids[:, :, 3])]
        x = torch.cat([batch.vectors, self.word(word), *spelled, batch.dense], dim=2)
        x = self.into(self.before(x))
        if self.encoder is not None and self.read is not None and batch.pieces is not None:
            states = self.encoder(batch.pieces.ids, batch.pieces.lengths, self.light)
            at = batch.pieces.places[:, :, None].expand(-1, -1, states.shape[2])
            x = x + self.read(self.within(torch.gather(states, 1, at)))
        mask = _mask(batch.lengths, ids.shape[1])
        for block in self.near:
            x = block(x, mask, self.within)
        x = x + self.within(self.recall(_memory(x, batch.groups)))
        for block in self.far:
            x = block(x, mask, self.within)
        return self.out(self.within(self.norm(x))).float()

    def frozen(self, layers: int) -> list[nn.Parameter]:
        """Return the weights that fine-tuning leaves: the encoder's embeddings and first layers."""
        if self.encoder is None:
            return []
        parts = [
            self.encoder.piece,
            self.encoder.place,
            self.encoder.norm,
            *list(self.encoder.layers)[:layers],
        ]
        return [p for part in parts for p in part.parameters()]

    def loss(self, batch: Batch, word_dropout: float) -> Tensor:
        """Return the negative log likelihood of the gold tags, per word."""
        with torch.autocast("cpu", dtype=torch.bfloat16):
            emissions = self.emissions(batch, word_dropout)
        whole = LogPartition.apply(emissions, self.transitions, batch.lengths)
        gold = emissions.new_zeros(())
        for i, length in enumerate(batch.lengths):
            tags = batch.tags[i, :length]
            path = torch.cat([tags.new_zeros(1), tags, tags.new_zeros(1)])
            gold = (
                gold
                + emissions[i, torch.arange(length), tags].sum()
                + self.transitions[path[:-1], path[1:]].sum()
            )
            # Padding beyond the next place passes from outside to outside in every path.
            gold = gold + (emissions.shape[1] - length) * self.transitions[0, 0]
        return (whole - gold) / sum(batch.lengths)


def _mask(lengths: Sequence[int], places: int) -> Tensor:
    """Return (document, place, 1): one on words, zero on padding."""
    return (torch.arange(places) < torch.tensor(lengths)[:, None])[:, :, None].float()


def _memory(states: Tensor, groups: Tensor) -> Tensor:
    """Return for each word the mean state of all places where its document has the same word."""
    flat, at = states.reshape(-1, states.shape[2]), groups.reshape(-1)
    count = int(at.max()) + 1
    sums = flat.new_zeros(count, flat.shape[1]).index_add(0, at, flat)
    sizes = flat.new_zeros(count).index_add(0, at, flat.new_ones(len(at)))
    return (sums / sizes.clamp(min=1.0)[:, None])[at].reshape(states.shape)


def parameters(network: TaggerNetwork) -> dict[str, np.ndarray[Any, np.dtype[Any]]]:
    """Return the weights by name, as the run-time twin reads them."""
    return {name: value.detach().numpy().copy() for name, value in network.state_dict().items()}
