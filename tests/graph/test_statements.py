"""What the statements of a graph keep, whatever papers it is made of."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any

import pytest
import rdflib
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg.graph.evidence import of_pipeline
from kg.graph.shapes import violations
from kg.records import ROLES, Extraction, Literal, Mention, Paper, PaperEntity, Result, Statement
from kg.vocabulary import PA, ROLE_PROPERTIES, SCHEMA, SKOS, Iris

State = Callable[[list[Paper], Mapping[str, Extraction]], list[Statement]]
ANY = st.text(st.characters(), max_size=12)
PROPERTY = settings(
    derandomize=True,
    max_examples=100,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


@st.composite
def papers(draw: st.DrawFn) -> tuple[Paper, Extraction]:
    """Draw a paper of any text, with entities anywhere in it."""
    paper = Paper(
        id=draw(ANY.filter(bool)),
        title=draw(ANY.filter(bool)),
        abstract=draw(ANY),
        authors=tuple(draw(st.lists(ANY, max_size=2))),
        date=draw(st.none() | st.dates().map(str) | ANY),
        url=draw(st.none() | ANY.map("https://a.example/".__add__) | ANY),
        source=draw(st.none() | ANY),
        license=draw(st.none() | ANY),
    )
    found, results = [], []
    for _ in range(draw(st.integers(0, 3))):
        kind = draw(st.sampled_from(sorted(ROLES)))
        start = draw(st.integers(0, len(paper.text) - 1))
        end = draw(st.integers(start + 1, len(paper.text)))
        mention = Mention(start, end, draw(st.sampled_from([0.3, 0.55, 1.0])))
        name = "https://github.com/a/b" if kind == "Repo" else draw(ANY.filter(str.strip))
        found.append(PaperEntity(kind, name, draw(st.sampled_from(ROLES[kind])), (mention,)))
        results.append(Result(draw(ANY.filter(bool)), draw(st.booleans()), None, None, None, start, end, 0.5))
    return paper, Extraction(paper.id, tuple(found), tuple(results), (), "trial 1")


@PROPERTY
@given(st.lists(papers(), max_size=3, unique_by=lambda pair: pair[0].id))
def test_every_graph_can_be_written_and_read(
    state: State, to_rdflib: Callable[[Any], rdflib.Graph], drawn: list[tuple[Paper, Extraction]]
) -> None:
    stated = state([paper for paper, _ in drawn], {paper.id: found for paper, found in drawn})
    assert len(set(stated)) == len(stated)
    graph = to_rdflib(stated)
    for form in ("nt", "pretty-xml"):
        back = rdflib.Graph().parse(data=graph.serialize(format=form), format=form.removeprefix("pretty-"))
        assert set(back) == set(graph)


@PROPERTY
@given(st.lists(papers(), max_size=3, unique_by=lambda pair: pair[0].id))
def test_every_graph_keeps_the_shapes(
    state: State,
    to_rdflib: Callable[[Any], rdflib.Graph],
    over_oxigraph: Callable[[rdflib.Graph], Any],
    drawn: list[tuple[Paper, Extraction]],
) -> None:
    stated = state([paper for paper, _ in drawn], {paper.id: found for paper, found in drawn})
    assert violations(over_oxigraph(to_rdflib(stated))) == []


@PROPERTY
@given(st.lists(papers(), max_size=3, unique_by=lambda pair: pair[0].id))
def test_every_paper_states_one_role_for_each_entity_it_mentions(
    state: State, drawn: list[tuple[Paper, Extraction]]
) -> None:
    stated = state([paper for paper, _ in drawn], {paper.id: found for paper, found in drawn})
    roles = set(ROLE_PROPERTIES.values())
    mentioned = Counter((s, o) for s, p, o in stated if p == PA + "mentions")
    assert Counter((s, o) for s, p, o in stated if p in roles) == mentioned
    counts = {s: int(o.value) for s, p, o in stated if p == PA + "paperCount" and isinstance(o, Literal)}
    used = Counter(o for _, o in mentioned)
    assert {s: n for s, n in counts.items() if n} == dict(used)


@PROPERTY
@given(st.lists(papers(), max_size=3, unique_by=lambda pair: pair[0].id))
def test_a_mention_is_of_one_entity(state: State, drawn: list[tuple[Paper, Extraction]]) -> None:
    stated = state([paper for paper, _ in drawn], {paper.id: found for paper, found in drawn})
    for term in ("mentionOf", "confidence", "role"):
        counts = Counter(s for s, p, _ in stated if p == PA + term and "/mention/" in s)
        assert set(counts.values()) <= {1}


def extraction(*entities: PaperEntity) -> Extraction:
    """Return an extraction of these entities."""
    return Extraction("p", entities, (), (), "trial 1")


@pytest.mark.parametrize(("first", "second", "winner"), [(0.5, 0.6, "b"), (0.6, 0.5, "a"), (0.5, 0.5, "a")])
def test_of_two_claims_to_a_span_the_surer_wins(
    state: State, first: float, second: float, winner: str
) -> None:
    found = extraction(
        PaperEntity("Model", "a", "used", (Mention(0, 3, first),)),
        PaperEntity("Task", "b", "addressed", (Mention(0, 3, second),)),
    )
    stated = state([Paper("p", "a b", "")], {"p": found})
    (entity,) = [o for _, p, o in stated if p == PA + "mentionOf"]
    assert str(entity).endswith("/" + winner)


def test_the_strongest_role_wins_where_two_names_are_one_entity(state: State) -> None:
    found = extraction(
        PaperEntity("Model", "Leaf-Net", "mentioned", (Mention(0, 8, 0.9),)),
        PaperEntity("Model", "LeafNet", "baseline", (Mention(9, 16, 0.9),)),
    )
    stated = state([Paper("p", "Leaf-Net LeafNet", "")], {"p": found})
    assert [p for _, p, o in stated if str(o).endswith("model/leafnet") and "entionOf" not in p] == [
        PA + "comparesWithModel",
        PA + "mentions",
    ]


def test_names_that_no_literal_tells_apart_are_one_label(state: State) -> None:
    found = extraction(
        PaperEntity("Model", "Oak\x01", "used", (Mention(0, 4, 0.9),)),
        PaperEntity("Model", "Oak\x02", "used", (Mention(5, 9, 0.9),)),
    )
    stated = state([Paper("p", "Oak\x01 Oak\x02", "")], {"p": found})
    assert [(p, o) for _, p, o in stated if "Label" in p] == [(SKOS + "prefLabel", Literal("Oak\ufffd"))]


def test_a_paper_without_extraction_is_an_error(state: State) -> None:
    with pytest.raises(KeyError):
        state([Paper("p", "t", "")], {})


def test_a_pipeline_without_a_version_has_a_name() -> None:
    assert [tuple(s[1:]) for s in of_pipeline("trial", Iris())][2:] == [(SCHEMA + "name", Literal("trial"))]
