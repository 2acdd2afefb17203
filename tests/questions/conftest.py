from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

import pytest

from kg import names
from kg.graph import statements
from kg.names import Names
from kg.records import Extraction, Mention, Node, Paper, PaperEntity, Resolution, Result
from kg.resolve import resolve
from kg.store.embedded import EmbeddedStore, open_graph
from kg.store.generations import Generation, GraphDirectory
from kg.store.results import select
from kg.vocabulary import Iris

PIPELINE = "hand 1.0"

# Id, title, abstract, authors, date; then entities (type, name, role, confidence) and results (value,
# model, dataset, metric as places in the list of entities).
_PAPERS: Sequence[
    tuple[
        str,
        str,
        str,
        tuple[str, ...],
        str | None,
        Sequence[tuple[str, str, str, float]],
        Sequence[tuple[str, int | None, int | None, int | None]],
    ]
] = (
    (
        "2501.00001",
        "AlphaNet: sparse filters for pictures",
        (
            "We propose AlphaNet, which reaches 81.5% top-1 accuracy on ImageNet-1K and beats ResNet-50. "
            "The task is image classification. Our code is at https://github.com/lab/alphanet"
        ),
        ("Ada Byron", "Max Born"),
        "2025-01-10",
        (
            ("Model", "AlphaNet", "proposed", 0.9),
            ("Metric", "top-1 accuracy", "reported", 0.9),
            ("Dataset", "ImageNet-1K", "used", 0.8),
            ("Model", "ResNet-50", "baseline", 0.6),
            ("Task", "image classification", "addressed", 0.7),
            ("Repo", "https://github.com/lab/alphanet", "code", 1.0),
        ),
        (("81.5%", 0, 2, 1),),
    ),
    (
        "2501.00002",
        "BetaNet: dense filters for pictures",
        (
            "BetaNet is compared with AlphaNet on ImageNet-1K, with 83.0% top-1 accuracy, and on CIFAR-10. "
            "A second run of BetaNet gives 82.0% again. We look at image classification and latency, 12 ms."
        ),
        ("Ada Byron",),
        "2025-02-11",
        (
            ("Model", "BetaNet", "proposed", 0.9),
            ("Model", "AlphaNet", "baseline", 0.8),
            ("Dataset", "ImageNet-1K", "used", 0.9),
            ("Metric", "top-1 accuracy", "reported", 0.9),
            ("Dataset", "CIFAR-10", "used", 0.9),
            ("Task", "image classification", "addressed", 0.9),
            ("Metric", "latency", "reported", 0.9),
        ),
        (("83.0%", 0, 2, 3), ("82.0%", 0, 2, 3), ("12 ms", 0, 2, 6)),
    ),
    (
        "2502.00003",
        "GammaNet: no filters at all",
        "GammaNet sees ImageNet and CIFAR-10. On ImageNet-1K its latency is 9 ms. It is near BetaNet.",
        (),
        None,
        (
            ("Model", "GammaNet", "proposed", 0.9),
            ("Dataset", "ImageNet", "used", 0.9),
            ("Dataset", "CIFAR-10", "used", 0.5),
            ("Dataset", "ImageNet-1K", "mentioned", 0.4),
            ("Metric", "latency", "reported", 0.9),
            ("Model", "BetaNet", "mentioned", 0.9),
        ),
        (("9 ms", 0, 3, 4),),
    ),
    (
        "2502.00004",
        "PondLife, a set of pictures of ponds",
        "PondLife holds pictures of ponds; it is at https://example.org/pondlife and is far from CIFAR-10.",
        (),
        "2025-02-20",
        (
            ("Dataset", "PondLife", "introduced", 0.9),
            ("Repo", "https://example.org/pondlife", "data", 1.0),
            ("Dataset", "CIFAR-10", "mentioned", 0.9),
        ),
        (),
    ),
    (
        "2503.00005",
        "A model named PondLife",
        "PondLife is also what we call a model of frogs.",
        (),
        None,
        (("Model", "PondLife", "proposed", 0.9),),
        (),
    ),
    (
        "2503.00006",
        "Signs\x0b and <lines>\nof & titles",
        "Nothing is named here.",
        ("Zoë O'Neill",),
        "2025-03",
        (),
        (),
    ),
)


def _extraction(
    paper: Paper,
    entities: Sequence[tuple[str, str, str, float]],
    results: Sequence[tuple[str, int | None, int | None, int | None]],
) -> Extraction:
    found = []
    for kind, name, role, confidence in entities:
        starts = [i for i in range(len(paper.text)) if paper.text.startswith(name, i)]
        inside = [i for i in starts if not paper.text[i + len(name) :].startswith("-1K")]
        found.append(
            PaperEntity(kind, name, role, tuple(Mention(i, i + len(name), confidence) for i in inside))
        )
    rows = []
    for value, model, dataset, metric in results:
        start = paper.text.index(value)
        rows.append(Result(value, False, model, dataset, metric, start, start + len(value), 0.9))
    return Extraction(paper.id, tuple(found), tuple(rows), (), PIPELINE)


@pytest.fixture(scope="session")
def papers() -> list[Paper]:
    return [Paper(id=row[0], title=row[1], abstract=row[2], authors=row[3], date=row[4]) for row in _PAPERS]


@pytest.fixture(scope="session")
def extractions(papers: list[Paper]) -> Mapping[str, Extraction]:
    return {p.id: _extraction(p, row[5], row[6]) for p, row in zip(papers, _PAPERS, strict=True)}


@pytest.fixture(scope="session")
def resolution(papers: list[Paper], extractions: Mapping[str, Extraction]) -> Resolution:
    return resolve(papers, extractions)


@pytest.fixture(scope="session")
def iris() -> Iris:
    return Iris("http://atlas.example/")


@pytest.fixture(scope="session")
def generation(
    tmp_path_factory: pytest.TempPathFactory,
    papers: list[Paper],
    extractions: Mapping[str, Extraction],
    resolution: Resolution,
    iris: Iris,
) -> Generation:
    graph = GraphDirectory(tmp_path_factory.mktemp("questions") / "graph")
    with graph.writing():
        draft = graph.new_generation()
        draft.bulk_load(statements(papers, extractions, resolution, iris))
        names.write(draft.path / names.FILE_NAME, papers, extractions, resolution, iris)
        return graph.commit(draft, base=iris.base)


@pytest.fixture(scope="session")
def store(generation: Generation) -> Iterator[EmbeddedStore]:
    with open_graph(generation.path.parent.parent) as opened:
        yield opened


@pytest.fixture(scope="session")
def index(generation: Generation) -> Iterator[Names]:
    with Names(generation.path / names.FILE_NAME) as opened:
        yield opened


Rows = list[dict[str, str]]


@pytest.fixture(scope="session")
def rows(store: EmbeddedStore) -> Callable[..., Rows]:
    """Give the rows of a query with every term as its text, IRIs below the base as paths."""

    def ask(text: str, bindings: Mapping[str, Node]) -> Rows:
        return [{name: plain(term) for name, term in row.items()} for row in select(store, text, bindings)]

    def plain(term: Node) -> str:
        return term.removeprefix("http://atlas.example/") if isinstance(term, str) else term.value

    return ask
