"""The report is one well-formed, self-contained page, always the same, that no text of a paper can break."""

import json
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from kg import evaluation
from kg.evaluation import report
from kg.records import Paper

Entity = dict[str, Any]
Kg = Callable[..., Any]

VOID = {"meta", "link", "br", "hr", "img", "input"}
HOSTILE = (
    """</title><script>alert("x")</script><img src=//evil onerror='x'> & "quoted" 'FlockNet' {{ 7 * 7 }}"""
)


class Page(HTMLParser):
    """Holds what a page says, and fails where an element is not closed by its own tag."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.marks: list[list[str]] = []
        self.feed(html)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert len(dict(attrs)) == len(attrs), f"an attribute of {tag} is given twice"
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)
        if tag == "mark":
            self.marks.append([])

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag, self.getpos()

    def handle_data(self, data: str) -> None:
        self.text += data
        if "mark" in self.open:
            self.marks[-1].append(data)

    def of(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]


def _entity(name: str, *mentions: str, of: str = "Model", role: str = "used") -> Entity:
    return {"type": of, "name": name, "role": role, "mentions": list(mentions or [name])}


def _at(start: int, end: int, of: str, confidence: float, role: str = "used") -> Entity:
    return {"type": of, "name": "n", "role": role, "spans": [[start, end]], "confidences": [confidence]}


PAPERS = {
    "p1": Paper(
        id="p1", title="FlockNet", abstract="A FlockNet cell beats GoatNet by 3% accuracy on SheepSet."
    ),
    "a b/<c>": Paper(id="a b/<c>", title=HOSTILE, abstract="FlockNet\x00 and \ud800."),
    "p3": Paper(id="p3", title="", abstract=""),
}
GOLD = {
    "p1": {
        "id": "p1",
        "entities": [
            _entity("FlockNet", role="proposed"),
            _entity("GoatNet", role="baseline"),
            _entity("SheepSet", of="Dataset"),
        ],
        "results": [
            {"value": "3%", "metric": "accuracy", "model": "FlockNet", "dataset": None, "delta": True}
        ],
    },
    "a b/<c>": {"id": "a b/<c>", "entities": [_entity(HOSTILE[-30:], "FlockNet")], "results": []},
    "p3": {"id": "p3", "entities": []},
}
# Of p1: the title right in another role, "FlockNet cell" crossing "cell beats", a wrong type, a missed set.
PREDICTED = {
    "p1": {
        "id": "p1",
        "entities": [
            _at(0, 8, "Model", 0.875),
            _at(11, 24, "Model", 0.5),
            _at(20, 30, "Task", 0.25, "addressed"),
            _at(31, 38, "Dataset", 0.75),
        ],
        "results": [{"value": "4%", "metric": None, "model": None, "dataset": "<b>", "delta": False}],
        "pipeline": "rules <0>",
    },
}


def _html() -> str:
    return report.html(PAPERS, GOLD, PREDICTED, evaluation.score(PAPERS, GOLD, PREDICTED))


def test_it_is_well_formed_and_needs_nothing_else() -> None:
    page = Page(_html())
    assert {tag for tag, _ in page.tags}.isdisjoint({"script", "link", "img", "iframe", "object", "form"})
    for _, attributes in page.tags:
        assert not {"src", "srcset", "style", "onclick", "onerror"} & attributes.keys()
        assert (attributes.get("href") or "#").startswith("#")
    assert "url(" not in _html()
    assert "@import" not in _html()
    assert {"lang": "en"} in page.of("html")
    assert "prefers-color-scheme: dark" in page.text


def test_ids_are_unique_and_every_link_has_its_target() -> None:
    page = Page(_html())
    ids = [attributes["id"] for _, attributes in page.tags if "id" in attributes]
    assert len(ids) == len(set(ids))
    assert not any(" " in str(i) for i in ids)
    assert {str(a["href"])[1:] for a in page.of("a")} <= set(ids)


def test_hostile_text_stays_text() -> None:
    page = Page(_html())
    assert "<script" not in _html()
    # In both columns (one with a mark's note within) and in the list of papers.
    assert page.text.count("""alert("x")</script><img src=//evil onerror='x'> & "quoted" '""") == 3
    assert page.text.count("{{ 7 * 7 }}") >= 3
    assert "rules <0>" in page.text
    assert "\\ud800" in _html().encode(errors="backslashreplace").decode()


def test_the_worst_paper_comes_first() -> None:
    ids = [article["id"] for article in Page(_html()).of("article")]
    assert ids == ["paper-p1", "paper-a%20b%2F%3Cc%3E", "paper-p3"]


def test_equals_stand_in_order_of_ids_and_links_go_to_the_worst_first() -> None:
    papers = {i: Paper(id=i, title="T", abstract="FlockNet, GoatNet.") for i in ("c", "b", "a")}
    gold = {i: {"id": i, "entities": [_entity("FlockNet")], "results": []} for i in papers}
    gold["c"]["entities"].append(_entity("GoatNet"))
    page = Page(report.html(papers, gold, {}, evaluation.score(papers, gold, {})))
    assert [article["id"] for article in page.of("article")] == ["paper-c", "paper-a", "paper-b"]
    links = [str(a["href"]) for a in page.of("a") if str(a["href"]).startswith("#paper-")]
    assert links[:4] == ["#paper-c", "#paper-a", "#paper-b", "#paper-c"]


def test_both_annotations_are_marked_by_type_with_what_is_wrong() -> None:
    page = Page(_html())
    drawn = ["".join(mark) for mark in page.marks]
    assert drawn[:4] == [
        "FlockNetModel · role proposed → used",
        "FlockNetModel · boundary · role proposed → used",
        "GoatNetModel · type",
        "SheepSetDataset · missed",
    ]
    # The marks that cross: the later is broken where the other ends, and its note comes at its own end.
    assert drawn[4:9] == [
        "FlockNetModel · role proposed → used",
        "FlockNet ",
        "cellModel · boundary",
        " beatsTask · spurious",
        "GoatNetDataset · type",
    ]
    classes = [mark["class"] for mark in page.of("mark")]
    assert classes[4:9] == ["model wrong", "model wrong", "task wrong", "task wrong resumed", "dataset wrong"]
    assert page.of("mark")[5]["title"] == "Model, used, confidence 0.50; boundary"
    assert page.of("mark")[0]["title"] == "Model, proposed; role proposed → used"


def test_results_stand_below_their_side() -> None:
    page = Page(_html())
    assert "3% (difference) result missed" in page.text
    assert "4% result spurious" in page.text
    assert len([row for row in page.of("tr") if row.get("class") == "wrong"]) == 2


def _cells(html: str, heading: str) -> list[str]:
    """Return the texts of the row with this heading, its own excepted."""

    class Rows(Page):
        rows: list[list[str]]

        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            super().handle_starttag(tag, attrs)
            if tag == "tr":
                self.__dict__.setdefault("rows", []).append([])
            elif tag in {"td", "th"}:
                self.rows[-1].append("")

        def handle_data(self, data: str) -> None:
            super().handle_data(data)
            if {"td", "th"} & set(self.open):
                self.rows[-1][-1] += data

    return next(row[1:] for row in Rows(html).rows if row[0] == heading)


def test_the_figures_are_those_of_the_analysis() -> None:
    html = _html()
    # Annotated: FlockNet twice and once in the hostile title, GoatNet; SheepSet. One of four Models is right.
    assert _cells(html, "mention Model") == ["0.500", "0.200", "0.286", "5"]
    assert _cells(html, "right") == ["1", "0", "0", "0", "0", "1", "16.7 %"]
    assert _cells(html, "boundary") == ["1", "0", "0", "0", "0", "1", "16.7 %"]
    assert _cells(html, "type") == ["1", "0", "0", "0", "0", "1", "16.7 %"]
    assert _cells(html, "missed") == ["2", "1", "0", "0", "0", "3", "50.0 %"]
    assert _cells(html, "spurious") == ["0", "0", "0", "1", "0", "1", "16.7 %"]
    assert _cells(html, "role") == ["1", "0", "0", "0", "0", "1", "25.0 %"]
    assert _cells(html, "result missed") == ["–", "–", "–", "–", "–", "1", "100.0 %"]
    assert _cells(html, "0.8–0.9") == ["1", "0.875", "1.000", "+0.125"]
    # Errors of 0.5, 0.25, 0.75 and 0.125 over four mentions.
    assert "all: 4 mentions, ECE 0.406" in html


def test_the_most_frequent_strings_link_to_the_worst_papers() -> None:
    assert _cells(_html(), "2")[:3] == ["FlockNet", "–", "Model"]
    assert '<td><a href="#paper-a%20b%2F%3Cc%3E">a b/&lt;c&gt;</a></td>' in _html()


def test_records_without_confidence_and_without_anything() -> None:
    assert "state no confidence" in report.html(PAPERS, GOLD, GOLD, evaluation.score(PAPERS, GOLD, GOLD))
    Page(report.html({}, {}, {}, evaluation.score({}, {}, {})))


def test_the_same_records_give_the_same_page_in_any_order() -> None:
    def turned(mapping: dict[str, Any]) -> dict[str, Any]:
        return dict(reversed(mapping.items()))

    papers, gold, predicted = turned(PAPERS), turned(GOLD), turned(PREDICTED)
    assert report.html(papers, gold, predicted, evaluation.score(papers, gold, predicted)) == _html()


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    """Write papers, gold and predicted records of p1."""
    paper = {"id": "p1", "title": PAPERS["p1"].title, "abstract": PAPERS["p1"].abstract}
    paths = [tmp_path / name for name in ("papers.jsonl", "gold.jsonl", "predicted.jsonl")]
    for path, record in zip(paths, (paper, GOLD["p1"], PREDICTED["p1"]), strict=True):
        path.write_text(json.dumps(record) + "\n", encoding="utf-8")
    return paths


def test_the_command_writes_the_report_besides_the_scores(kg: Kg, files: list[Path], tmp_path: Path) -> None:
    papers, gold, predicted = files
    written = tmp_path / "report.html"
    written.write_text("an older report")
    plain = kg("evaluate", papers, gold, "--predicted", predicted)
    ran = kg("evaluate", papers, gold, "--predicted", predicted, "--html", written)
    assert (ran.code, ran.out) == (0, plain.out)
    first = written.read_bytes()
    assert "FlockNet" in Page(first.decode()).text

    ran = kg("evaluate", papers, gold, "--predicted", predicted, "--json", "--html", written)
    assert json.loads(ran.out)["mention all"][3] == 4
    assert written.read_bytes() == first
    assert sorted(p.name for p in tmp_path.iterdir()) == sorted(p.name for p in [*files, written])


def test_a_failing_evaluation_leaves_the_older_report(kg: Kg, files: list[Path], tmp_path: Path) -> None:
    papers, _, predicted = files
    written = tmp_path / "report.html"
    written.write_text("an older report")
    (tmp_path / "broken.jsonl").write_text("{")
    ran = kg("evaluate", papers, tmp_path / "broken.jsonl", "--predicted", predicted, "--html", written)
    assert ran.code == 2
    assert "broken.jsonl:1:" in ran.err
    assert written.read_text() == "an older report"
    assert not list(tmp_path.glob(".report*"))


@pytest.mark.parametrize(
    ("path", "reason"),
    [("absent/r.html", "No such file"), ("gold.jsonl/r.html", "Not a directory"), (".", "Is a dir")],
)
def test_a_path_that_cannot_be_written_is_named(
    kg: Kg, files: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, path: str, reason: str
) -> None:
    monkeypatch.chdir(tmp_path)
    ran = kg("evaluate", *files[:2], "--predicted", files[2], "--html", path)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith(f"kg: --html {path}: {reason}")
    assert ran.err.count("\n") == 1
