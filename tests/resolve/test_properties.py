"""What holds of the resolution of any papers whatever."""

from __future__ import annotations

import time
import tracemalloc
from collections.abc import Callable
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg.records import ROLES, Resolution
from kg.vocabulary import Iris

# Few names, so that they meet: short forms, long forms, rows of the lexicon and near misses.
NAMES = st.sampled_from(
    "MARS Mars CODA coda QA question_answering ImageNet imagenet-1k RTM RTMs FTM rooted_tree_matching "
    "Rooted_Tree_Matching random_time_mixing C C++ α-β ~ a_b_c".replace(" ", "|")
    .replace("_", " ")
    .split("|")
) | st.text(st.characters(), min_size=1, max_size=6).filter(str.strip)
URLS = st.sampled_from(
    ["https://github.com/a/b", "http://www.github.com/A/b/", "https://gitlab.com/a/b", "https://a.b"]
)


@st.composite
def entities(draw: st.DrawFn) -> tuple[str, str, list[str]]:
    """Draw an entity of a paper."""
    kind = draw(st.sampled_from(sorted(ROLES)))
    strings = draw(st.lists(URLS if kind == "Repo" else NAMES, min_size=1, max_size=3))
    return kind, draw(st.sampled_from(ROLES[kind])), strings


PAPERS = st.dictionaries(
    st.sampled_from(["2501.00001", "2501.00002", "cs/0501001", "a b", "é", "x"]),
    st.tuples(st.lists(entities(), max_size=4), st.lists(st.tuples(NAMES, NAMES), max_size=2)),
    max_size=5,
)
# The fixtures hold nothing that an example changes.
PROPERTY = settings(
    derandomize=True,
    max_examples=100,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


def resolved(new_corpus: Callable[[], Any], papers: dict[str, Any], order: list[str]) -> Resolution:
    """Return the resolution of papers in an order."""
    corpus = new_corpus()
    for paper in order:
        found, abbreviations = papers[paper]
        corpus.add(paper, *found, abbreviations=abbreviations)
    result: Resolution = corpus.resolve()
    return result


@PROPERTY
@given(PAPERS, st.randoms(use_true_random=False))
def test_order_does_not_matter(new_corpus: Callable[[], Any], papers: dict[str, Any], random: Random) -> None:
    shuffled = list(papers)
    random.shuffle(shuffled)
    one, other = (resolved(new_corpus, papers, order) for order in (list(papers), shuffled))
    assert one == other
    assert list(one.entities) == list(other.entities) == sorted(one.entities)
    assert list(one.links) == sorted(papers)


@PROPERTY
@given(PAPERS)
def test_every_link_leads_to_an_entity_and_every_entity_has_a_link_or_is_an_ancestor(
    new_corpus: Callable[[], Any], papers: dict[str, Any]
) -> None:
    resolution = resolved(new_corpus, papers, list(papers))
    linked = {
        (kind, link.key)
        for paper, links in resolution.links.items()
        for (kind, _, _), link in zip(papers[paper][0], links, strict=True)
    }
    parents = {(e.type, e.parent) for e in resolution.entities.values() if e.parent is not None}
    assert linked <= set(resolution.entities)
    assert set(resolution.entities) <= linked | parents
    assert parents <= set(resolution.entities)
    assert all((e.type, e.key) == place for place, e in resolution.entities.items())
    assert all(e.label not in e.aliases and e.label for e in resolution.entities.values())


@PROPERTY
@given(PAPERS)
def test_no_two_entities_share_an_iri(new_corpus: Callable[[], Any], papers: dict[str, Any]) -> None:
    resolution = resolved(new_corpus, papers, list(papers))
    iris = Iris()
    assert len({iris.entity(e.type, e.slug) for e in resolution.entities.values()}) == len(
        resolution.entities
    )


@PROPERTY
@given(PAPERS)
def test_a_slug_depends_on_its_key_alone(new_corpus: Callable[[], Any], papers: dict[str, Any]) -> None:
    together = resolved(new_corpus, papers, list(papers)).entities
    for paper in papers:
        for place, entity in resolved(new_corpus, papers, [paper]).entities.items():
            assert place not in together or together[place].slug == entity.slug


@pytest.mark.soak
def test_thirty_thousand_papers_take_seconds(new_corpus: Callable[[], Any]) -> None:
    corpus = new_corpus()
    for number in range(30_000):
        coined, shared = f"Net-{number}", [f"Set {number % 7 * k}" for k in range(4)]
        corpus.add(
            f"25{number:08}",
            ("Model", "proposed", [coined, f"new network {number}"]),
            *(("Dataset", "used", [name]) for name in shared),
            *(("Task", "addressed", [f"task {number % 900}", f"T{number % 900}"]) for _ in range(3)),
            abbreviations=[(coined, f"new network {number}"), (f"T{number % 900}", f"task {number % 900}")],
        )
    began = time.process_time()
    tracemalloc.start()
    resolution = corpus.resolve()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert len(resolution.links) == 30_000
    assert time.process_time() - began < 60  # tracing multiplies it by three
    assert peak < 1 << 30
