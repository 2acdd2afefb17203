"""The shapes find what is broken, as SPARQL and by a SHACL engine alike."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pyshacl
import pytest
from rdflib import RDF, SH, Graph, URIRef

from kg.graph import shapes
from kg.graph.shapes import LISTED, Violation, violations
from kg.ontology import COMPONENTS, SHAPES
from kg.records import Node
from kg.vocabulary import PA, SKOS

BROKEN = Path(__file__).with_name("broken.ttl")
SHAPE = "https://w3id.org/paperatlas/shapes#"

Select = Callable[[str], Iterator[Mapping[str, Node]]]
Over = Callable[[Graph], Select]


def by_engine(graph: Graph) -> set[tuple[str, str]]:
    """Return the pairs of shape and focus node that pySHACL finds at fault."""
    _, report, _ = pyshacl.validate(graph, shacl_graph=Graph().parse(SHAPES))
    assert isinstance(report, Graph)
    return {
        (str(report.value(result, SH.sourceShape)), str(report.value(result, SH.focusNode)))
        for result in report.subjects(RDF.type, SH.ValidationResult)
    }


def pairs(found: list[Violation]) -> set[tuple[str, str]]:
    """Return the pairs of shape and node of violations."""
    return {(violation.shape, violation.node) for violation in found}


@pytest.fixture
def broken(whole: Graph) -> Graph:
    """Return a sound graph with nodes added that break every shape."""
    return whole.parse(BROKEN)


def test_both_find_nothing_in_a_sound_graph(over_oxigraph: Over, whole: Graph) -> None:
    assert violations(over_oxigraph(whole)) == []
    assert by_engine(whole) == set()


@pytest.fixture
def all_listed(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Have all breaks listed, however many."""
    shapes._checks.cache_clear()
    monkeypatch.setattr(shapes, "LISTED", 1000)
    yield
    shapes._checks.cache_clear()


def test_both_find_the_same_in_a_broken_graph(over_oxigraph: Over, broken: Graph, all_listed: None) -> None:
    assert pairs(violations(over_oxigraph(broken))) == by_engine(broken)


def test_every_constraint_of_every_shape_can_be_broken(over_oxigraph: Over, broken: Graph) -> None:
    select = over_oxigraph(broken)
    sound = [check for check in shapes._checks() if not list(select(check.query))]
    assert sound == []


def test_every_shape_with_a_constraint_is_checked() -> None:
    graph = Graph().parse(SHAPES)
    named = set(graph.objects(None, SH.property)) | set(graph.subjects(SH.sparql, None))
    assert {URIRef(check.shape) for check in shapes._checks()} == named
    assert len(named) > 60


def test_every_component_has_a_use() -> None:
    graph = Graph().parse(SHAPES)
    used = {
        str(p).removeprefix(str(SH)) for s in graph.objects(None, SH.property) for p in graph.predicates(s)
    }
    assert {path.stem for path in COMPONENTS.glob("*.rq")} == used - {"path", "message"}


@pytest.mark.parametrize(
    ("shape", "node", "value"),
    [
        ("PaperTitle", "bare-paper", "0"),
        ("PaperClass", "bare-paper", None),
        ("OneType", "two-types", PA + "Model"),
        ("VariantCycle", "own-parent", "https://atlas.example/broken/own-parent"),
        ("VariantCycle", "circle-2", "https://atlas.example/broken/circle-3"),
        ("VariantType", "variant-of-another-type", "https://atlas.example/broken/bare-dataset"),
        ("PaperCount", "miscounted", "7"),
        ("Start", "empty-mention", "3"),
        ("MentionOf", "mention", "3"),
        ("MentionInText", "misquoted", "elm"),
        ("ResultRange", "result-out-of-range", "-100000.5"),
        ("ResultText", "bare-result", "0"),
    ],
)
def test_a_violation_names_shape_node_and_value(
    over_oxigraph: Over, broken: Graph, shape: str, node: str, value: str | None
) -> None:
    found = {(v.shape, v.node, v.value) for v in violations(over_oxigraph(broken))}
    assert (SHAPE + shape, f"https://atlas.example/broken/{node}", value) in found


@pytest.mark.parametrize("node", ["below-the-circle", "unstated"])
def test_what_is_not_at_fault_is_not_accused(over_oxigraph: Over, broken: Graph, node: str) -> None:
    accused = {
        (v.shape.removeprefix(SHAPE), v.node.rpartition("/")[2]) for v in violations(over_oxigraph(broken))
    }
    assert ("VariantCycle", node) not in accused
    assert ("MentionInText", node) not in accused


def test_a_violation_is_one_line_that_says_what_is_wrong() -> None:
    violation = Violation(
        SHAPE + "OneType", "https://a.example/model/x", "an entity is of one type", PA + "Task"
    )
    assert str(violation) == "https://a.example/model/x: an entity is of one type (found 'pa:Task') [OneType]"
    assert "\n" not in str(Violation(SHAPE + "PaperUrl", "x", "one URL", "a\nb"))


def test_of_many_breaks_a_few_are_listed(over_oxigraph: Over, whole: Graph) -> None:
    for number in range(LISTED + 10):
        whole.add((URIRef(f"https://a.example/model/{number}"), RDF.type, URIRef(PA + "Model")))
    found = [v for v in violations(over_oxigraph(whole)) if v.shape == SHAPE + "EntityLabel"]
    assert len(found) == LISTED


def test_a_shape_is_broken_by_a_single_missing_label(over_oxigraph: Over, whole: Graph) -> None:
    label = next(iter(whole.triples((None, URIRef(SKOS + "prefLabel"), None))))
    whole.remove(label)
    assert {v.node for v in violations(over_oxigraph(whole)) if v.shape == SHAPE + "EntityLabel"} == {
        str(label[0])
    }
