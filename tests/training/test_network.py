"""The trained network and its twin at run time say the same."""

import numpy as np
import pytest

from kg.extract.document_encoder import DocumentEncoder
from kg.extract.encoder import Encoder
from kg.extract.network import Network
from kg.extract.phrase_table import PhraseTable
from kg.extract.word_pieces import WordPieces
from kg.extract.word_table import WordTable

torch = pytest.importorskip("torch", reason="PyTorch is an extra of training")

DOCUMENTS = [
    (["We", "propose", "FooNet", ",", "a", "network", "for", "bar", "."], 0),
    (
        [
            "Baz",
            ":",
            "a",
            "benchmark",
            "\n",
            "We",
            "release",
            "Baz",
            ".",
            "Baz",
            "beats",
            "FooNet",
            "on",
            "accuracy",
            ".",
        ],
        4,
    ),
]
PIECES = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "foo", "##net", "a", "we", "baz", "."]


@pytest.fixture
def encoder() -> DocumentEncoder:
    none = np.zeros((1, 4), dtype=np.int32)
    phrases = PhraseTable(
        ["accuracy"], none.astype(np.int8), none[:, 0] + 3, none + np.array([0, 0, 2, 0], np.int32)
    )
    table = WordTable({"we": 1, "network": 2}, lambda w: np.full(8, len(w) / 9, np.float32), 8)
    return DocumentEncoder(table, phrases, WordPieces(PIECES))


@pytest.mark.parametrize("layers", [0, 1])
def test_the_twins_agree(encoder: DocumentEncoder, layers: int) -> None:
    from kg.training import dataset, network  # noqa: PLC0415 - needs PyTorch
    from kg.training.config import Size  # noqa: PLC0415

    torch.manual_seed(1)
    size = Size(hidden=16, word=4, affix=4, reaches=(1, 2), encoder_layers=layers)
    theirs = network.TaggerNetwork(size, 3, 8).eval()
    encoded = [encoder.encode(words, title) for words, title in DOCUMENTS]
    examples = [dataset.Example(e, np.zeros(len(e.rows), np.int64)) for e in encoded]
    with torch.no_grad():
        expected = theirs.emissions(dataset.collate(examples, encoder.words)).numpy()
    weights = {name: value.numpy() for name, value in theirs.state_dict().items()}
    inner = {n.removeprefix("encoder."): w for n, w in weights.items() if n.startswith("encoder.")}
    head = {n: w for n, w in weights.items() if not n.startswith("encoder.")}
    ours = Network(head, size.reaches, Encoder(inner) if layers else None)
    found = ours.emissions(encoded, encoder.words)
    for i, e in enumerate(encoded):
        np.testing.assert_allclose(found[i, : len(e.rows)], expected[i, : len(e.rows)], atol=2e-3)


def test_a_document_scores_the_same_alone_and_in_company(encoder: DocumentEncoder) -> None:
    from kg.training import network  # noqa: PLC0415
    from kg.training.config import Size  # noqa: PLC0415

    size = Size(hidden=16, word=4, affix=4, reaches=(1, 2))
    weights = {n: v.numpy() for n, v in network.TaggerNetwork(size, 3, 8).state_dict().items()}
    ours = Network(weights, size.reaches)
    encoded = [encoder.encode(words, title) for words, title in DOCUMENTS]
    together = ours.emissions(encoded, encoder.words)
    for i, e in enumerate(encoded):
        np.testing.assert_allclose(
            together[i, : len(e.rows)], ours.emissions([e], encoder.words)[0], atol=1e-5
        )
