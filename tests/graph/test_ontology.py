"""The ontology declares what graphs use, in words, and joins it to what others use."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from rdflib import OWL, RDF, RDFS, SKOS, Graph, URIRef

import kg.graph
from kg import vocabulary
from kg.ontology import ONTOLOGY, SHAPES
from kg.vocabulary import CLASSES, PA, ROLE_PROPERTIES, SCHEMA

LPWC = "https://linkedpaperswithcode.com/"


@pytest.fixture(scope="module")
def ontology() -> Graph:
    return Graph().parse(ONTOLOGY)


def terms(graph: Graph) -> set[URIRef]:
    """Return the pa: terms of a graph's triples."""
    return {node for triple in graph for node in triple if isinstance(node, URIRef) and node.startswith(PA)}


def above(ontology: Graph, term: URIRef, relation: URIRef) -> Iterator[URIRef]:
    """Yield what a term is below, itself aside."""
    yield from (node for node in ontology.transitive_objects(term, relation) if node != term)


def test_everything_that_a_graph_uses_is_declared(ontology: Graph, whole: Graph) -> None:
    used = terms(whole)
    assert len(used) > 40
    declared = set(ontology.subjects(RDF.type, OWL.Class))
    declared |= set(ontology.subjects(RDF.type, OWL.ObjectProperty) or ())
    declared |= set(ontology.subjects(RDF.type, OWL.DatatypeProperty))
    assert used <= declared
    assert terms(ontology) <= declared


def test_everything_declared_is_used(ontology: Graph, whole: Graph) -> None:
    by_tables = {URIRef(iri) for iri in ROLE_PROPERTIES.values()}
    assert set(ontology.subjects(RDF.type, None)) - {URIRef(PA[:-1])} == terms(whole) | by_tables


def test_every_term_has_a_label_and_a_comment(ontology: Graph) -> None:
    for term in terms(ontology):
        labels, comments = (
            list(ontology.objects(term, RDFS.label)),
            list(ontology.objects(term, RDFS.comment)),
        )
        assert [label.language for label in labels] == ["en"], term
        assert [comment.language for comment in comments] == ["en"], term
        assert str(comments[0]).endswith(".")


def test_object_properties_lead_to_nodes_and_datatype_properties_to_literals(
    ontology: Graph, whole: Graph
) -> None:
    for kind, leads_to_node in ((OWL.ObjectProperty, True), (OWL.DatatypeProperty, False)):
        for term in ontology.subjects(RDF.type, kind):
            assert all(isinstance(found, URIRef) is leads_to_node for found in whole.objects(None, term)), (
                term
            )


@pytest.mark.parametrize("iri", sorted(ROLE_PROPERTIES.values()))
def test_every_role_is_a_way_to_mention(ontology: Graph, iri: str) -> None:
    assert (URIRef(iri), RDFS.subPropertyOf, URIRef(PA + "mentions")) in ontology
    assert URIRef(SCHEMA + "mentions") in set(above(ontology, URIRef(iri), RDFS.subPropertyOf))


def test_introducing_a_dataset_counts_as_using_it(ontology: Graph) -> None:
    uses = URIRef(PA + "usesDataset")
    assert uses in set(above(ontology, URIRef(PA + "introducesDataset"), RDFS.subPropertyOf))


def test_a_class_is_below_the_classes_that_its_entities_have_besides(ontology: Graph) -> None:
    for first, *others in CLASSES.values():
        assert set(map(URIRef, others)) <= set(above(ontology, URIRef(first), RDFS.subClassOf))


def test_terms_are_matched_with_linked_papers_with_code(ontology: Graph) -> None:
    matches = {
        str(matched).removeprefix(LPWC)
        for relation in (SKOS.closeMatch, SKOS.broadMatch, SKOS.narrowMatch)
        for matched in ontology.objects(None, relation)
        if str(matched).startswith(LPWC)
    }
    assert {"class/paper", "class/dataset", "class/model", "class/task", "class/repository"} <= matches
    assert {"property/usesDataset", "property/hasTask", "property/hasOfficialRepository"} <= matches
    assert {"property/hasEvaluation", "property/hasModel", "property/metricValue"} <= matches


def test_shapes_speak_of_declared_terms_alone(ontology: Graph) -> None:
    assert terms(Graph().parse(SHAPES)) <= set(ontology.subjects(RDFS.comment, None))


def test_no_module_of_the_graph_spells_an_iri() -> None:
    folder = Path(kg.graph.__file__).parent
    namespaces = set(vocabulary.PREFIXES.values())
    for path in folder.glob("*.py"):
        text = path.read_text(encoding="utf-8")
        assert not [namespace for namespace in namespaces if namespace in text], path
