"""The W3C's tests of the SPARQL 1.1 Protocol, those that a read-only service is to pass."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from _pytest.mark.structures import ParameterSet
from rdflib import RDF, Graph, Namespace, URIRef
from rdflib.collection import Collection
from rdflib.term import Node

MANIFEST = Path(__file__).resolve().parents[2] / "../shared/w3c-protocol/manifest.ttl"
HT = Namespace("http://www.w3.org/2011/http#")
CNT = Namespace("http://www.w3.org/2011/content#")
MF = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
DATA = "http://kasei.us/2009/09/sparql/data/data{}.rdf"
# Content types of answers to requests that name none that they accept.
FORMATS = {
    "boolean": {"application/sparql-results+json", "application/sparql-results+xml"},
    "tabular": {"application/sparql-results+json", "application/sparql-results+xml"},
    "RDF": {"text/turtle", "application/rdf+xml", "application/n-triples"},
}


def manifest_tests() -> list[ParameterSet]:
    """Return the tests by name; those of updates are to be refused here, as 403 is no failure of ours."""
    if not MANIFEST.exists():
        reason = "needs the W3C's manifest in ../shared/w3c-protocol"
        return [pytest.param(None, None, marks=pytest.mark.skip(reason=reason))]
    manifest = Graph().parse(MANIFEST, format="turtle")
    tests = sorted(manifest.subjects(RDF.type, MF.ProtocolTest))
    names = {test: str(test).rpartition("#")[2] for test in tests}
    return [pytest.param(manifest, t, id=n) for t, n in names.items() if not n.startswith("update_")]


@pytest.fixture(scope="module")
def endpoint(
    tmp_path_factory: pytest.TempPathFactory, serve_files: Callable[..., AbstractContextManager[str]]
) -> Iterator[HTTPConnection]:
    named = [(MANIFEST.with_name(f"data{i}.nt"), DATA.format(i)) for i in (1, 2, 3)]
    with serve_files(tmp_path_factory.mktemp("w3c") / "graph", named) as url:
        connection = HTTPConnection(urlsplit(url).netloc, timeout=30)
        yield connection
        connection.close()


@pytest.mark.parametrize(("manifest", "test"), manifest_tests())
def test_protocol(endpoint: HTTPConnection, manifest: Graph, test: URIRef) -> None:
    requests = manifest.value(manifest.value(test, MF.action), HT.requests)
    for request in Collection(manifest, requests):
        _send(endpoint, manifest, request)
        answer = endpoint.getresponse()
        body = answer.read()
        _check(
            manifest, manifest.value(request, HT.resp), answer.status, answer.getheader("Content-Type"), body
        )


def _send(endpoint: HTTPConnection, manifest: Graph, request: Node) -> None:
    """Send a request with the headers that it states, and no others that a client would add."""
    path = str(manifest.value(request, HT.absolutePath)).replace("/sparql/", "/sparql", 1)
    body = manifest.value(request, HT.body)
    encoded = b""
    if body is not None:
        encoded = str(manifest.value(body, CNT.chars)).encode(
            str(manifest.value(body, CNT.characterEncoding))
        )
    endpoint.putrequest(str(manifest.value(request, HT.methodName)), path, skip_accept_encoding=True)
    if body is not None:
        endpoint.putheader("Content-Length", str(len(encoded)))
    headers = manifest.value(request, HT.headers)
    for header in Collection(manifest, headers) if headers else ():
        endpoint.putheader(
            str(manifest.value(header, HT.fieldName)), str(manifest.value(header, HT.fieldValue))
        )
    endpoint.endheaders(encoded)


def _check(
    manifest: Graph, response: Node | None, status: int, content_type: str | None, body: bytes
) -> None:
    expected = {str(s).rpartition("StatusCode")[2][0] for s in manifest.objects(response, MF.expectedStatus)}
    assert str(status)[0] in expected, body
    kind = manifest.value(response, MF.expectedFormat)
    if kind is not None:
        assert str(content_type).partition(";")[0] in FORMATS[str(kind)]
    truth = manifest.value(response, MF.expectedBoolean)
    if truth is not None:
        assert json.loads(body)["boolean"] is truth.toPython()
