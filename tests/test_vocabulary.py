"""IRIs are valid and different for whatever papers, entities and persons are called."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rdflib import Graph, URIRef

from kg.keys import key, slug
from kg.records import ROLES, TYPES
from kg.vocabulary import (
    CLASSES,
    PA,
    PATHS,
    PREFIXES,
    ROLE_PROPERTIES,
    SCHEMA,
    SHARING_PROPERTIES,
    Iris,
    curie,
)

# Characters that may stand in an IRI besides letters of other scripts (RFC 3987), all in ASCII here.
IRI = re.compile(r"https?://[A-Za-z0-9.:-]+/(?:[A-Za-z0-9\-._~!$&'()*+,;=:@/]|%[0-9A-F]{2})*")
ANY = st.text(st.characters(), min_size=1, max_size=40)


@settings(derandomize=True, max_examples=500)
@given(ANY, st.integers(0, 10**7), st.integers(0, 10**7))
def test_every_iri_is_valid_whatever_a_paper_is_called(paper: str, start: int, end: int) -> None:
    iris = Iris("https://atlas.example/kg/")
    made = [
        iris.paper(paper),
        iris.result(paper, end),
        iris.mention(paper, start, end),
        iris.author(paper),
        iris.pipeline(paper),
        *(iris.entity(kind, slug(paper, key(paper))) for kind in TYPES),
    ]
    assert all(IRI.fullmatch(iri) for iri in made)
    assert len(set(made)) == len(made)


@settings(derandomize=True, max_examples=200)
@given(ANY, ANY)
def test_two_papers_never_share_an_iri(one: str, other: str) -> None:
    iris = Iris()
    assert (iris.paper(one) == iris.paper(other)) == (one == other)


@pytest.mark.parametrize("paper", ["a/b", "a b", "a\nb", "a;b", "a?b#c", "../x", 'a"b', "a<b>", "é", "%41"])
def test_a_paper_iri_is_one_segment_that_parses(paper: str) -> None:
    iri = Iris().paper(paper)
    assert iri.removeprefix("http://127.0.0.1:8000/paper/").count("/") == 0
    graph = Graph().parse(data=f"<{iri}> a <{PA}Paper> .", format="turtle")
    assert URIRef(iri) in set(graph.subjects())


def test_names_of_one_person_share_an_iri() -> None:
    iris = Iris()
    assert (
        iris.author("Ada  Lovelace")
        == iris.author("ada lovelace")
        == "http://127.0.0.1:8000/author/ada-lovelace"
    )
    assert iris.author("Ada Lovelaces") != iris.author("Ada Lovelace")


def test_the_design_names_these_iris() -> None:
    iris = Iris("https://atlas.example/")
    assert iris.paper("2501.00001") == "https://atlas.example/paper/2501.00001"
    assert iris.result("2501.00001", 2) == "https://atlas.example/result/2501.00001/2"
    assert iris.mention("2501.00001", 3, 9) == "https://atlas.example/mention/2501.00001/3-9"
    assert iris.entity("Repo", "x") == "https://atlas.example/repository/x"


@pytest.mark.parametrize(
    ("iri", "expected"),
    [
        (PA + "usesDataset", "pa:usesDataset"),
        (SCHEMA + "name", "schema:name"),
        (PA, PA),
        (PA + "a/b", PA + "a/b"),
        ("https://example.org/x", "https://example.org/x"),
        ("http://127.0.0.1:8000/paper/1", "http://127.0.0.1:8000/paper/1"),
    ],
)
def test_curie(iri: str, expected: str) -> None:
    assert curie(iri) == expected


def test_a_curie_expands_to_its_iri() -> None:
    for iri in ROLE_PROPERTIES.values():
        prefix, _, local = curie(iri).partition(":")
        assert PREFIXES[prefix] + local == iri


def test_every_type_and_role_has_its_terms() -> None:
    assert set(PATHS) == set(CLASSES) == set(ROLES) == set(SHARING_PROPERTIES) == set(TYPES)
    assert set(ROLE_PROPERTIES) == {(kind, role) for kind, roles in ROLES.items() for role in roles}
    assert len(set(ROLE_PROPERTIES.values())) == len(ROLE_PROPERTIES)


def test_sharing_leaves_mere_mentions_out() -> None:
    assert SHARING_PROPERTIES["Dataset"] == (PA + "introducesDataset", PA + "usesDataset")
    assert SHARING_PROPERTIES["Repo"] == tuple(ROLE_PROPERTIES["Repo", role] for role in ROLES["Repo"])
