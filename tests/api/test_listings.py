"""Neighbourhoods, sharing, search, stored queries, exports, and the small resources."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from xml.etree import ElementTree

import pytest
from flask.testing import FlaskClient
from rdflib import Graph

BASE = "https://atlas.example/"
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
# By type of parameter: something of that type in this graph.
NAMED = {
    "entity": "FogBench",
    "paper": "2510.14995",
    "dataset": "FogBench",
    "model": "FogNet-B",
    "metric": "Clarity",
    "task": "fog removal",
    "repository": "github.com/fog/net",
}
ENVELOPE = {"items", "total", "shown", "truncated", "next"}


def test_a_neighbourhood_as_json(client: FlaskClient) -> None:
    found = client.get("/paper/2510.14995/neighbourhood").get_json()
    assert set(found) == {"center", "nodes", "edges", "total", "shown", "truncated"}
    assert found["center"] == f"{BASE}paper/2510.14995"
    assert {"id", "type", "label", "degree"} == set(found["nodes"][0])
    edge = {
        "source": f"{BASE}paper/2510.14995",
        "target": f"{BASE}dataset/fogbench",
        "property": "pa:usesDataset",
    }
    assert edge in found["edges"]
    assert client.get("/paper/2510.14995/neighbourhood.json").get_json() == found
    assert client.get("/paper/cs/0112017/neighbourhood").get_json()["center"].endswith("cs%2F0112017")


@pytest.mark.parametrize(
    ("suffix", "media_type"),
    [
        ("cyjs", "application/vnd.cytoscape.cyjs+json"),
        ("graphml", "application/graphml+xml"),
        ("gexf", "application/gexf+xml"),
        ("ttl", "text/turtle"),
    ],
)
def test_a_neighbourhood_in_the_forms_of_other_tools(
    client: FlaskClient, suffix: str, media_type: str, parse: Callable[[bytes, str], Graph]
) -> None:
    answer = client.get(f"/paper/2510.14995/neighbourhood.{suffix}?depth=2")
    assert (answer.status_code, answer.mimetype) == (200, media_type)
    assert (
        client.get("/paper/2510.14995/neighbourhood?depth=2", headers={"Accept": media_type}).data
        == answer.data
    )
    if suffix == "cyjs":
        assert json.loads(answer.data)["elements"]["nodes"]
    elif suffix == "ttl":
        assert len(parse(answer.data, "turtle")) > 3
    else:
        assert len(list(ElementTree.fromstring(answer.data).iter())) > 10


def test_a_neighbourhood_as_a_page(client: FlaskClient) -> None:
    page = client.get("/dataset/fogbench/neighbourhood", headers={"Accept": BROWSER})
    assert page.mimetype == "text/html"
    assert 'href="/paper/cs%2F0112017"' in page.text
    assert "pa:usesDataset" in page.text


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ("depth=0", "depth"),
        ("depth=9", "depth"),
        ("depth=two", "depth"),
        ("depth=%C2%B2", "depth"),
        ("limit=-1", "limit"),
        ("limit=" + "9" * 5000, "limit"),
        ("type=person", "type"),
        ("role=villain", "role"),
        ("family=perhaps", "family"),
        ("min_confidence=1.1", "min_confidence"),
        ("min_confidence=nan", "min_confidence"),
        ("format=csv", "format"),
        ("dept=1", "dept"),
    ],
)
def test_a_parameter_that_does_not_fit_is_named(client: FlaskClient, query: str, parameter: str) -> None:
    answer = client.get(f"/dataset/fogbench/neighbourhood?{query}")
    assert (answer.status_code, answer.mimetype) == (400, "application/problem+json")
    problem = json.loads(answer.data)
    assert problem["parameter"] == parameter
    assert parameter in problem["detail"]


def test_types_may_be_repeated_or_listed(client: FlaskClient) -> None:
    answers = [
        client.get(f"/paper/2510.14995/neighbourhood?{query}").get_json()
        for query in ("type=dataset&type=model", "type=dataset,model")
    ]
    assert answers[0] == answers[1]
    assert {node["type"] for node in answers[0]["nodes"]} == {"paper", "dataset", "model"}


def test_sharing_as_json_and_csv(client: FlaskClient) -> None:
    found = client.get("/paper/2510.14995/shared").get_json()
    assert set(found) == ENVELOPE
    (item,) = found["items"]
    assert set(item) == {"paper", "title", "score", "shared"}
    assert item["paper"] == f"{BASE}paper/cs%2F0112017"
    assert item["shared"] == [{"entity": f"{BASE}dataset/fogbench", "label": "FogBench", "exact": True}]
    family = client.get("/paper/2510.14995/shared?by=dataset&family=1").get_json()
    assert [len(family["items"]), family["items"][1]["shared"][0]["exact"]] == [2, False]
    rows = list(csv.DictReader(io.StringIO(client.get("/paper/2510.14995/shared.csv?family=1").text)))
    assert [row["exact"] for row in rows] == ["true", "false"]
    by_model = client.get("/paper/2510.14995/shared?by=model&family=1").get_json()
    assert [i["paper"] for i in by_model["items"]] == [f"{BASE}paper/cs%2F0112017"]


def test_sharing_pages_on(client: FlaskClient) -> None:
    first = client.get("/dataset/fogbench/shared?limit=1").get_json()
    assert (first["total"], first["shown"], first["truncated"]) == (2, 1, True)
    second = client.get(first["next"]).get_json()
    assert second["next"] is None
    assert {i["paper"] for i in first["items"] + second["items"]} == {
        f"{BASE}paper/2510.14995",
        f"{BASE}paper/cs%2F0112017",
    }


@pytest.mark.parametrize("query", ["by=colour", "family=2", "limit=0", "offset=-1", "bye=dataset"])
def test_sharing_names_what_does_not_fit(client: FlaskClient, query: str) -> None:
    problem = json.loads(client.get(f"/paper/2510.14995/shared?{query}").data)
    assert (problem["status"], problem["parameter"]) == (400, query.partition("=")[0])


def test_search_as_json_and_page(client: FlaskClient) -> None:
    found = client.get("/search?q=fog").get_json()
    assert set(found) == ENVELOPE
    assert {"iri", "type", "label", "matched", "papers"} == set(found["items"][0])
    assert {item["type"] for item in found["items"]} >= {"dataset", "model", "paper"}
    cut = client.get("/search?q=fog&limit=1").get_json()
    assert (cut["shown"], cut["truncated"]) == (1, True)
    page = client.get("/search?q=%3Cb%3E", headers={"Accept": BROWSER})
    assert "&lt;b&gt;" in page.text
    for odd in ("", "%22", "*", "%00", "%F0%9F%98%80", "a" * 3000, "NEAR(", "%FF"):
        assert client.get(f"/search?q={odd}").status_code == 200


def test_stored_queries_are_listed(client: FlaskClient) -> None:
    found = client.get("/query").get_json()
    assert set(found) == ENVELOPE
    assert found["total"] >= 15
    page = client.get("/query", headers={"Accept": BROWSER}).text
    for query in found["items"]:
        assert f'href="/query/{query["name"]}"' in page
        assert client.get(f"/query/{query['name']}.rq").mimetype == "application/sparql-query"


def test_every_stored_query_runs_or_asks_for_what_it_needs(client: FlaskClient) -> None:
    for query in client.get("/query").get_json()["items"]:
        values = {p["name"]: NAMED[p["type"]] for p in query["parameters"] if p["type"] in NAMED}
        path = f"/query/{query['name']}"
        answer = client.get(f"{path}.json", query_string=values)
        assert answer.status_code == 200, (path, answer.text)
        found = answer.get_json()
        assert set(found) == ENVELOPE
        table = client.get(f"{path}.csv", query_string=values)
        assert table.mimetype == "text/csv"
        assert len(list(csv.DictReader(io.StringIO(table.text)))) == found["total"]
        page = client.get(path, query_string=values, headers={"Accept": BROWSER})
        assert (page.status_code, page.mimetype) == (200, "text/html")
        unknown = client.get(f"{path}.json", query_string={**values, "colour": "red"})
        assert (unknown.status_code, json.loads(unknown.data)["parameter"]) == (400, "colour")


def test_an_unknown_stored_query_is_404(client: FlaskClient) -> None:
    assert client.get("/query/nothing").status_code == 404
    assert client.get("/query/..%2Fkg").status_code == 404


@pytest.mark.parametrize("suffix", ["nt", "ttl", "jsonld", "rdf"])
def test_exports_hold_the_whole_graph(
    client: FlaskClient, suffix: str, parse: Callable[[bytes, str], Graph]
) -> None:
    answer = client.get(f"/export/{suffix}")
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"] == f"attachment; filename=paperatlas.{suffix}"
    parser = {"nt": "nt", "ttl": "turtle", "jsonld": "json-ld", "rdf": "xml"}[suffix]
    triples = client.get("/health").get_json()["triples"]
    assert len(parse(answer.data, parser)) == triples
    answer.close()


def test_exports_are_listed_and_unknown_ones_refused(client: FlaskClient) -> None:
    page = client.get("/export", headers={"Accept": BROWSER}).text
    listed = client.get("/export").get_json()
    for item in listed["items"]:
        assert f'href="/export/{item["format"]}"' in page
        answer = client.get(f"/export/{item['format']}")
        assert (answer.status_code, answer.mimetype) == (200, item["media_type"])
        assert answer.data
        answer.close()
    assert {"nt", "ttl", "jsonld", "rdf", "graphml"} <= {item["format"] for item in listed["items"]}
    answer = client.get("/export/docx")
    assert answer.status_code == 404


def test_the_ontology_in_its_forms(client: FlaskClient, parse: Callable[[bytes, str], Graph]) -> None:
    turtle = parse(client.get("/ontology").data, "turtle")
    for suffix, parser in (("jsonld", "json-ld"), ("nt", "nt"), ("rdf", "xml")):
        other = parse(client.get(f"/ontology.{suffix}").data, parser)
        assert len(other) == len(turtle)
    page = client.get("/ontology", headers={"Accept": BROWSER})
    assert "pa:usesDataset" in page.text


def test_health_says_what_is_served(client: FlaskClient) -> None:
    health = client.get("/health").get_json()
    assert health["status"] == "ok"
    assert (health["papers"], health["generation"], health["base"]) == (4, "000001", BASE)


def test_the_front_page_counts_and_suggests(client: FlaskClient) -> None:
    page = client.get("/", headers={"Accept": BROWSER}).text
    assert 'href="/dataset/fogbench"' in page
    assert 'href="/query/' in page
    assert 'action="/search"' in page
