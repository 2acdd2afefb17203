"""Every IRI of the graph, dereferenced."""

from __future__ import annotations

import json
from collections.abc import Callable
from html.parser import HTMLParser
from urllib.parse import quote, urlsplit

import pytest
from flask.testing import FlaskClient
from rdflib import RDF, Graph, URIRef

from api.highlights import segments

BASE = "https://atlas.example/"
PA = "https://w3id.org/paperatlas#"
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
PATHS = [
    "paper/2510.14995",
    "paper/cs%2F0112017",
    "paper/tiny%20fog%3F%231",
    "paper/notes.nt",
    "dataset/fogbench",
    "model/fognet-b",
    "metric/clarity",
    "task/fog-removal",
    "author/bo-o-neil",
    "result/2510.14995/1",
    "mention/cs%2F0112017/80-88",
]


class _Page(HTMLParser):
    """What a page links to, what it shows, and the elements that it is made of."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.tags: set[str] = set()
        self.shown = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.links += [value or "" for name, value in attrs if name in ("href", "src", "action")]

    def handle_data(self, data: str) -> None:
        self.shown += data


def page(client: FlaskClient, path: str, status: int = 200) -> _Page:
    answer = client.get(path, headers={"Accept": BROWSER})
    assert (answer.status_code, answer.mimetype) == (status, "text/html"), answer.text
    return _Page(answer.text)


def paths_of_things(client: FlaskClient) -> list[str]:
    query = "SELECT DISTINCT ?s { ?s ?p ?o } ORDER BY ?s"
    answer = json.loads(client.get("/sparql", query_string={"query": query}).data)
    return [row["s"]["value"].removeprefix(BASE) for row in answer["results"]["bindings"]]


def test_every_iri_of_the_graph_answers_as_page_json_and_rdf(
    client: FlaskClient, parse: Callable[[bytes, str], Graph]
) -> None:
    things = paths_of_things(client)
    assert len(things) > 20
    for path in things:
        page(client, f"/{path}")
        twin = client.get(f"/{path}", headers={"Accept": "application/json"}).get_json()
        assert twin["iri"] == BASE + path
        turtle = client.get(f"/{path}", headers={"Accept": "text/turtle"})
        assert (URIRef(BASE + path), RDF.type, None) in parse(turtle.data, "turtle")


def test_every_link_of_every_page_leads_somewhere(client: FlaskClient) -> None:
    seen: set[str] = set()
    waiting = ["/", "/search?q=fog", "/query", "/ontology"] + [f"/{path}" for path in PATHS[:6]]
    while waiting:
        path = waiting.pop()
        if path in seen or len(seen) > 400:
            continue
        seen.add(path)
        answer = client.get(path, headers={"Accept": BROWSER})
        assert answer.status_code == 200, path
        if answer.mimetype == "text/html":
            links = _Page(answer.text).links
            waiting += [urlsplit(link)._replace(fragment="").geturl() for link in links if link[:1] == "/"]
        answer.close()
    assert len(seen) > 60


@pytest.mark.parametrize(
    ("suffix", "accept", "media_type", "parser"),
    [
        (".ttl", None, "text/turtle", "turtle"),
        (".nt", None, "application/n-triples", "nt"),
        (".jsonld", None, "application/ld+json", "json-ld"),
        (".rdf", None, "application/rdf+xml", "xml"),
        ("", "application/n-triples", "application/n-triples", "nt"),
        ("", "application/ld+json", "application/ld+json", "json-ld"),
        ("", "application/rdf+xml, text/html;q=0.5", "application/rdf+xml", "xml"),
        (".ttl", "text/html", "text/turtle", "turtle"),
    ],
)
@pytest.mark.parametrize("path", PATHS)
def test_rdf_comes_by_suffix_and_by_accept(
    client: FlaskClient,
    path: str,
    suffix: str,
    accept: str | None,
    media_type: str,
    parser: str,
    parse: Callable[[bytes, str], Graph],
) -> None:
    answer = client.get(f"/{path}{suffix}", headers={"Accept": accept} if accept else {})
    assert (answer.status_code, answer.mimetype) == (200, media_type), answer.text
    graph = parse(answer.data, parser)
    assert (URIRef(BASE + path), RDF.type, None) in graph


@pytest.mark.parametrize("path", PATHS)
def test_a_page_names_its_other_forms(client: FlaskClient, path: str) -> None:
    answer = client.get(f"/{path}", headers={"Accept": BROWSER})
    links = answer.headers.getlist("Link")
    assert any(f'</{path}.ttl>; rel="alternate"; type="text/turtle"' in link for link in links)


def test_full_stops_of_ids_are_no_suffixes(client: FlaskClient) -> None:
    assert page(client, "/paper/2510.14995").shown
    assert "Notes on nothing" in page(client, "/paper/notes.nt").shown
    assert client.get("/paper/notes.nt.nt").mimetype == "application/n-triples"


def test_an_id_with_a_slash_answers_encoded_or_not(client: FlaskClient) -> None:
    for path in ("/paper/cs/0112017", "/paper/cs%2F0112017"):
        assert client.get(f"{path}.json").get_json()["id"] == "cs/0112017"


def test_a_hostile_title_is_text_everywhere(client: FlaskClient) -> None:
    for path in ("/paper/cs/0112017", "/dataset/fogbench", "/search?q=script", "/dataset/fogbench/shared"):
        found = page(client, path)
        assert '<script>alert("title")</script>' in found.shown
        assert "script" not in found.tags


def test_a_paper_page_marks_its_mentions(client: FlaskClient) -> None:
    answer = client.get("/paper/2510.14995", headers={"Accept": BROWSER}).text
    assert '<a class="mention model" href="/model/fognet-b">FogNet-B</a>' in answer
    shown = _Page(answer)
    assert "On FogBench our FogNet-B reaches 81.5% Clarity for fog removal." in shown.shown
    assert {"/paper/2510.14995/shared", "/paper/2510.14995/neighbourhood", "/author/ada-love"} & set(
        shown.links
    )
    assert "https://arxiv.org/abs/2510.14995" in shown.links


def test_a_paper_as_json(client: FlaskClient) -> None:
    paper = client.get("/paper/2510.14995.json").get_json()
    assert [a["label"] for a in paper["authors"]] == ["Ada Löve", "Bo O'Neil"]
    roles = {(e["label"], e["type"], e["role"]) for e in paper["entities"]}
    assert ("FogNet-B", "model", "proposed") in roles
    assert ("github.com/fog/net", "repository", "code") in roles
    assert len(paper["mentions"]) == 5
    (result,) = paper["results"]
    assert (result["text"], result["value"], result["delta"]) == ("81.5%", "81.5", False)
    assert (result["model"]["label"], result["metric"]["label"]) == ("FogNet-B", "Clarity")


def test_an_entity_as_json(client: FlaskClient) -> None:
    dataset = client.get("/dataset/fogbench.json").get_json()
    assert (dataset["label"], dataset["aliases"], dataset["paperCount"]) == ("FogBench", ["Fog Bench"], 2)
    assert dataset["url"] == "https://fog.example/bench"
    assert [v["label"] for v in dataset["variants"]] == ["FogBench-Mini"]
    papers = dataset["papers"]
    assert (papers["total"], papers["shown"], papers["truncated"], papers["next"]) == (2, 2, False, None)
    assert papers["items"][0] == {
        "paper": f"{BASE}paper/2510.14995",
        "title": "FogNet-B sees through fog",
        "date": "2025-10-16",
        "role": "used",
    }
    mini = client.get("/dataset/fogbench-mini.json").get_json()
    assert [parent["label"] for parent in mini["variantOf"]] == ["FogBench"]


@pytest.mark.parametrize(
    ("path", "location"),
    [
        ("/dataset/FogBench", "/dataset/fogbench"),
        ("/dataset/Fog%20Bench.ttl", "/dataset/fogbench.ttl"),
        ("/dataset/fog-bench/shared?family=1", "/dataset/fogbench/shared?family=1"),
        ("/dataset/fog-bench/shared.csv", "/dataset/fogbench/shared.csv"),
        ("/model/FogNet-B/neighbourhood.json?depth=1", "/model/fognet-b/neighbourhood.json?depth=1"),
        ("/paper/2510.14995v2", "/paper/2510.14995"),
    ],
)
def test_another_spelling_moves_to_the_canonical_path(client: FlaskClient, path: str, location: str) -> None:
    answer = client.get(path)
    assert (answer.status_code, answer.headers["Location"]) == (301, location)


@pytest.mark.parametrize(
    "path", ["/dataset/fogg", "/paper/2510.99999", "/model/%00", "/result/x/1", "/task/%F0"]
)
def test_what_is_unknown_is_404(client: FlaskClient, path: str) -> None:
    answer = client.get(path)
    assert (answer.status_code, answer.mimetype) == (404, "application/problem+json")
    problem = json.loads(answer.data)
    assert (problem["type"], problem["title"], problem["status"]) == ("about:blank", "Not Found", 404)
    assert page(client, path, 404).shown


def test_what_is_unknown_brings_suggestions(client: FlaskClient) -> None:
    problem = json.loads(client.get("/dataset/fog").data)
    assert f"{BASE}dataset/fogbench" in [s["iri"] for s in problem["suggestions"]]
    assert "/dataset/fogbench" in page(client, "/dataset/fog", 404).links


@pytest.mark.parametrize(
    "path", ["/dataset/fogbench.docx", "/dataset/fogbench?format=docx", "/dataset/fogbench?x=1"]
)
def test_what_is_not_offered_is_refused(client: FlaskClient, path: str) -> None:
    assert client.get(path).status_code in (400, 404)


def test_headers_of_a_redirect_hold_nothing_of_the_request_raw(client: FlaskClient) -> None:
    answer = client.get("/dataset/FogBench?x=%0d%0aSet-Cookie:%20a=b")
    assert answer.status_code == 301
    assert "Set-Cookie" not in answer.headers
    assert "\n" not in answer.headers["Location"]
    injected = client.get("/dataset/" + quote("FogBench\r\nSet-Cookie: a=b"))
    assert "Set-Cookie" not in injected.headers


def test_segments_join_to_the_text() -> None:
    text = "On FogBench our FogNet-B"
    mentions = [
        {"start": 3, "end": 11, "exact": "FogBench"},
        {"start": 3, "end": 6, "exact": "Fog"},
        {"start": 8, "end": 14, "exact": "nch ou"},
        {"start": 16, "end": 24, "exact": "not there"},
    ]
    cut = segments(text, mentions, 0, len(text))
    assert "".join(s.text for s in cut) == text
    assert [s.text for s in cut if s.mention] == ["FogBench"]
