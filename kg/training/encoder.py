"""A small BERT in PyTorch (MiniLM-L6), to be fine-tuned as the accurate tagger's encoder."""

from __future__ import annotations

import json
import struct
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

WIDTH, LAYERS, HEADS, INNER, PLACES, PIECES = 384, 6, 12, 1536, 512, 30_522


class Layer(nn.Module):
    """A transformer layer, normalised after each half."""

    def __init__(self) -> None:
        super().__init__()
        self.qkv = nn.Linear(WIDTH, 3 * WIDTH)
        self.join = nn.Linear(WIDTH, WIDTH)
        self.norm1 = nn.LayerNorm(WIDTH, eps=1e-12)
        self.up = nn.Linear(WIDTH, INNER)
        self.down = nn.Linear(INNER, WIDTH)
        self.norm2 = nn.LayerNorm(WIDTH, eps=1e-12)

    def forward(self, x: Tensor, seen: Tensor, dropout: nn.Module) -> Tensor:
        """Return new states; `seen` is added to attention scores, so -inf hides padding."""
        batch, places, _ = x.shape
        q, k, v = self.qkv(x).view(batch, places, 3, HEADS, WIDTH // HEADS).permute(2, 0, 3, 1, 4)
        # By hand: PyTorch's fused attention takes twice as long backward on a CPU.
        scores = q @ k.transpose(2, 3) * (WIDTH // HEADS) ** -0.5
        mixed = torch.softmax(scores + seen.to(scores.dtype), dim=3) @ v
        mixed = mixed.transpose(1, 2).reshape(batch, places, WIDTH)
        x = self.norm1(x + dropout(self.join(mixed)))
        return self.norm2(x + dropout(self.down(functional.gelu(self.up(x)))))


class Encoder(nn.Module):
    """Piece ids to states."""

    def __init__(self, layers: int = LAYERS) -> None:
        super().__init__()
        self.piece = nn.Embedding(PIECES, WIDTH)
        self.place = nn.Embedding(PLACES, WIDTH)
        self.norm = nn.LayerNorm(WIDTH, eps=1e-12)
        self.layers = nn.ModuleList(Layer() for _ in range(layers))

    def forward(self, pieces: Tensor, lengths: list[int], dropout: nn.Module) -> Tensor:
        """Return (document, place, WIDTH) states."""
        places = torch.arange(pieces.shape[1])
        x = self.norm(self.piece(pieces) + self.place(places)[None])
        hidden = places[None] >= torch.tensor(lengths)[:, None]
        seen = torch.zeros(hidden.shape).masked_fill(hidden, -1e4)[:, None, None, :]
        for layer in self.layers:
            x = layer(x, seen, dropout)
        return x


def read_safetensors(path: Path) -> dict[str, np.ndarray]:
    """Return the float32 tensors of a safetensors file."""
    with path.open("rb") as file:
        (size,) = struct.unpack("<Q", file.read(8))
        header = json.loads(file.read(size))
        data = file.read()
    found = {}
    for name, entry in header.items():
        if name != "__metadata__" and entry["dtype"] == "F32":
            start, end = entry["data_offsets"]
            found[name] = np.frombuffer(data[start:end], dtype=np.float32).reshape(entry["shape"])
    return found


def load_pretrained(encoder: Encoder, path: Path) -> None:
    """Copy the weights of a BERT of this shape into the encoder; only its first layers where it has more."""
    given = {
        name.removeprefix("bert."): torch.from_numpy(a.copy()) for name, a in read_safetensors(path).items()
    }
    state = {
        "piece.weight": given["embeddings.word_embeddings.weight"],
        "place.weight": given["embeddings.position_embeddings.weight"],
        "norm.weight": given["embeddings.LayerNorm.weight"],
        "norm.bias": given["embeddings.LayerNorm.bias"],
    }
    # Every text is of segment 0: its embedding belongs to the places.
    state["place.weight"] = state["place.weight"] + given["embeddings.token_type_embeddings.weight"][0]
    names = {
        "join": "attention.output.dense",
        "norm1": "attention.output.LayerNorm",
        "up": "intermediate.dense",
        "down": "output.dense",
        "norm2": "output.LayerNorm",
    }
    for number in range(len(encoder.layers)):
        old, new = f"encoder.layer.{number}.", f"layers.{number}."
        for part in ("weight", "bias"):
            parts = [given[f"{old}attention.self.{n}.{part}"] for n in ("query", "key", "value")]
            state[f"{new}qkv.{part}"] = torch.cat(parts)
            state.update(
                {f"{new}{mine}.{part}": given[f"{old}{theirs}.{part}"] for mine, theirs in names.items()}
            )
    encoder.load_state_dict(state)
