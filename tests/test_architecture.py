"""The flow of DESIGN: a stage imports nouns and tables, never another stage."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]

# What every stage may speak of: nouns, names and tables, none of which imports a stage.
SHARED = {
    "arxiv_ids",
    "errors",
    "keys",
    "lexicon",
    "ontology",
    "records",
    "repository_urls",
    "resources",
    "vocabulary",
}
STAGES = ("readers", "extract", "resolve", "graph", "store")
QUESTIONS = ("entities", "names", "neighbourhood", "sharing", "stored_queries", "exports", "sparql")


def sources(part: str) -> list[Path]:
    """Return the files of a part of kg: a package or a module."""
    package = ROOT / "kg" / part
    return sorted(package.rglob("*.py")) if package.is_dir() else [package.with_suffix(".py")]


def imports(path: Path) -> Iterator[str]:
    """Yield the dotted name of every module that a file imports, wherever in it."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def parts_imported(part: str) -> set[str]:
    """Return the parts of kg that a part imports, itself aside."""
    names = {name for path in sources(part) for name in imports(path)}
    found = {name.split(".")[1] for name in names if name.startswith("kg.")}
    exists = {name for name in found if any((ROOT / "kg").glob(f"{name}*"))}
    return exists - {part}


@pytest.mark.parametrize("stage", STAGES)
def test_a_stage_imports_no_other_stage(stage: str) -> None:
    assert parts_imported(stage) <= SHARED


@pytest.mark.parametrize("part", sorted(SHARED))
def test_what_stages_share_imports_no_stage(part: str) -> None:
    assert parts_imported(part) <= SHARED


@pytest.mark.parametrize("part", QUESTIONS)
def test_questions_are_asked_of_the_store_alone(part: str) -> None:
    assert parts_imported(part) <= SHARED | {"store"} | set(QUESTIONS)


def all_sources() -> list[Path]:
    return sorted(p for folder in ("kg", "api") for p in (ROOT / folder).rglob("*.py"))


@pytest.mark.parametrize(
    ("library", "home"), [("pyoxigraph", "kg/store"), ("spacy", "kg/extract"), ("flask", "api")]
)
def test_a_library_is_imported_in_one_place(library: str, home: str) -> None:
    importers = {
        p.relative_to(ROOT).as_posix()
        for p in all_sources()
        if any(name.split(".")[0] == library for name in imports(p))
    }

    assert importers
    assert {p for p in importers if not p.startswith((home, "kg/training"))} == set()


def test_sparql_lives_in_query_files() -> None:
    """No SELECT, CONSTRUCT or ASK with a body stands in Python."""
    verbs = ("SELECT ", "CONSTRUCT ", "ASK ")
    offenders = []
    for path in all_sources():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            text = node.value if isinstance(node, ast.Constant) else None
            if isinstance(text, str) and "{" in text and any(verb in text for verb in verbs):
                offenders.append(f"{path.relative_to(ROOT)}:{node.lineno}")

    assert offenders == []


def test_functions_and_files_are_short() -> None:
    long = []
    for path in all_sources():
        text = path.read_text(encoding="utf-8")
        if text.count("\n") > 300:
            long.append(f"{path.relative_to(ROOT)}: {text.count(chr(10))} lines")
        long += [
            f"{path.relative_to(ROOT)}:{node.lineno}: {node.name}"
            for node in ast.walk(ast.parse(text))
            if isinstance(node, ast.FunctionDef) and (node.end_lineno or 0) - node.lineno + 1 > 45
        ]

    assert long == []
