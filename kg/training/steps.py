"""From annotated papers to the shipped pipeline, step by step; a step made is not made again."""

from __future__ import annotations

import json
import pickle
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import numpy as np
import torch
from numpy.typing import NDArray
from spacy.vocab import Vocab

from kg import lexicon
from kg.errors import UsageError
from kg.extract import role_model, tagger
from kg.extract.bioes import TAGGED_TYPES
from kg.extract.document_encoder import DocumentEncoder
from kg.extract.tokenizer import AbstractTokenizer
from kg.extract.word_pieces import WordPieces
from kg.records import Paper
from kg.training import aligned, config, dataset, fit, phrase_counts, roles, scoring, standoff, vectors
from kg.training.aligned import AnnotatedPaper
from kg.training.config import Config
from kg.training.dataset import Example
from kg.training.encoder import PIECES, load_pretrained
from kg.training.network import TaggerNetwork

_Made = TypeVar("_Made")
Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Inputs:
    """What is trained on: texts by id, annotations to train on and to report on.

    `pretrained` is the directory of a BERT's `model.safetensors` and `vocab.txt`, for an encoder.
    """

    papers: Mapping[str, Paper]
    train: Sequence[standoff.Annotation]
    dev: Sequence[standoff.Annotation]
    pretrained: Path | None = None


@dataclass(frozen=True, slots=True)
class Prepared:
    """Encoded papers and what encoded them; `words` are all words of all texts but those reported on."""

    encoder: DocumentEncoder
    vocabulary: Mapping[str, int]
    vectors: NDArray[np.float32]
    words: Sequence[str]
    papers: list[AnnotatedPaper]
    train: list[Example]
    dev: list[Example]


def run(inputs: Inputs, settings: Config, work: Path, out: Path, say: Say) -> None:
    """Make the files of a tier in the directory `out`. An interrupted run goes on where it was.

    Raises UsageError when the work directory holds another config's run.
    """
    torch.set_num_threads(settings.threads)
    torch.use_deterministic_algorithms(mode=True)
    _claim(work, settings)
    prepared = prepare(inputs, settings, work, say)
    network = train_tagger(prepared, settings, inputs.pretrained, work, say)
    out.mkdir(parents=True, exist_ok=True)
    tagger.save_features(
        out / "features.npz",
        vectors=prepared.vectors,
        vocabulary=prepared.vocabulary,
        phrases=prepared.encoder.phrases,
    )
    _write_weights(prepared, network, settings, out / f"{settings.tier}.npz")
    judged = [j for p in prepared.papers for j in roles.judged(p, prepared.encoder.phrases, counted=True)]
    role_model.save(
        out / "roles.npz", {kind: roles.fit(judged, kind, settings.roles) for kind in TAGGED_TYPES}
    )
    say(f"wrote {out}: features.npz, {settings.tier}.npz, roles.npz")


def _write_weights(prepared: Prepared, network: TaggerNetwork, settings: Config, path: Path) -> None:
    """Write a network; of an encoder's embeddings only those of pieces that the texts have."""
    weights = {name: value.numpy() for name, value in network.state_dict().items()}
    pieces: list[str] = []
    if prepared.encoder.pieces is not None:
        pieces, rows = prepared.encoder.pieces.only(prepared.words)
        weights["encoder.piece.weight"] = weights["encoder.piece.weight"][rows]
    facts = {"reaches": settings.size.reaches, "biases": settings.biases}
    tagger.save_weights(path, weights=weights, settings=facts, pieces=pieces)


def _claim(work: Path, settings: Config) -> None:
    """Mark a work directory as this config's."""
    work.mkdir(parents=True, exist_ok=True)
    mine = json.dumps(config.as_object(settings), sort_keys=True, indent=1)
    mark = work / "config.json"
    if mark.exists() and mark.read_text(encoding="utf-8") != mine:
        raise UsageError(f"{work}: holds the run of another config; name another directory, or delete it")
    mark.write_text(mine, encoding="utf-8")


def prepare(inputs: Inputs, settings: Config, work: Path, say: Say) -> Prepared:
    """Return the papers encoded."""
    tokenizer = AbstractTokenizer(Vocab())
    reported = standoff.ids(inputs.dev)

    def joined() -> tuple[list[AnnotatedPaper], list[AnnotatedPaper]]:
        train, lost = aligned.join(
            (a for a in inputs.train if a.id not in reported), inputs.papers, tokenizer
        )
        dev, lost_dev = aligned.join(inputs.dev, inputs.papers, tokenizer)
        say(
            f"{len(train)} papers to train on, {len(dev)} to report on; "
            f"{lost + lost_dev} annotations without text"
        )
        return train, dev

    train, dev = _kept(work / "papers.pickle", joined)
    if not (work / "vectors.floret").exists():
        say("training subword vectors")
        _train_vectors(inputs, reported, settings, work, tokenizer)
    say("encoding")
    vocabulary = dataset.vocabulary(train)
    phrases, owns = phrase_counts.build(lexicon.load(), train, tokenizer)
    table = vectors.read(work / "vectors.floret")
    encoder = dataset.encoder(vocabulary, phrases, table, _pieces(inputs, settings))
    words = sorted(set((work / "vectors.txt").read_text(encoding="utf-8").split()))
    examples = dataset.examples(train, encoder, owns), dataset.examples(dev, encoder, {})
    return Prepared(encoder, vocabulary, table, words, train, *examples)


def _pieces(inputs: Inputs, settings: Config) -> WordPieces | None:
    """Return what splits words for the encoder of a config that has one."""
    if not settings.size.encoder_layers:
        return None
    if inputs.pretrained is None:
        raise UsageError("a config with encoder_layers needs --pretrained", "pretrained")
    lines = (inputs.pretrained / "vocab.txt").read_text(encoding="utf-8").split("\n")
    return WordPieces(lines[:PIECES])


def _train_vectors(
    inputs: Inputs, reported: set[str], settings: Config, work: Path, tokenizer: AbstractTokenizer
) -> None:
    """Train the vectors on all texts but those reported on."""
    texts = (tokenizer.words(p.text) for i, p in sorted(inputs.papers.items()) if i not in reported)
    vectors.write_text(texts, work / "vectors.txt")
    part = work / "vectors.partial"
    vectors.train(work / "vectors.txt", part, settings.vectors, threads=settings.threads)
    part.replace(work / "vectors.floret")


def train_tagger(
    prepared: Prepared, settings: Config, pretrained: Path | None, work: Path, say: Say
) -> TaggerNetwork:
    """Return the trained network: the running mean of its weights."""
    torch.manual_seed(settings.seed)
    shape = settings.size, len(prepared.vocabulary) + 1, settings.vectors.width
    network = TaggerNetwork(*shape)
    if network.encoder is not None and pretrained is not None:
        load_pretrained(network.encoder, pretrained / "model.safetensors")
    state = fit.start(network, TaggerNetwork(*shape), settings.schedule, settings.seed)
    checkpoint = work / "tagger.checkpoint"
    if checkpoint.exists():
        fit.restore(state, checkpoint)
        say(f"going on after epoch {state.epoch}, step {state.step}")
    table = prepared.encoder.words

    def after_step(at: fit.Fit, steps: int, loss: float) -> None:
        if at.step % fit.CHECKPOINT_STEPS == 0:
            say(f"epoch {at.epoch + 1}, step {at.step} of {steps}: loss {loss:.4f}")

    def after_epoch(at: fit.Fit) -> None:
        found = scoring.table_of(scoring.score(at.mean, prepared.dev, table, settings.biases))
        say(f"epoch {at.epoch}: " + ", ".join(f"{name} {value:.3f}" for name, value in found.items()))

    fit.run(
        state,
        prepared.train,
        table,
        settings.schedule,
        checkpoint=checkpoint,
        after_step=after_step,
        after_epoch=after_epoch,
    )
    return state.mean.requires_grad_(False)


def _kept(path: Path, make: Callable[[], _Made]) -> _Made:
    """Return what a step made earlier, or make and keep it. Only files that this module wrote are read."""
    if path.exists():
        made: _Made = pickle.loads(path.read_bytes())  # noqa: S301 - our own file, in a directory of the user's
        return made
    made = make()
    part = path.with_suffix(".partial")
    part.write_bytes(pickle.dumps(made))
    part.replace(path)
    return made
