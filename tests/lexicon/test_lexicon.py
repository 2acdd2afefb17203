import csv
from pathlib import Path

import pytest

from kg import lexicon
from kg.errors import InputError
from kg.keys import key


@pytest.mark.parametrize("kind", lexicon.TABLES)
def test_rows_have_a_name_of_their_own(kind: str) -> None:
    names = [row.name for row in lexicon.load().rows(kind)]

    assert len(names) > 500
    assert len(names) == len(set(names))


@pytest.mark.parametrize("kind", lexicon.TABLES)
def test_parents_are_rows_and_make_a_forest(kind: str) -> None:
    parents = {row.name: row.parent for row in lexicon.load().rows(kind)}

    for name in parents:
        seen = set()
        at: str | None = name
        while at is not None:
            assert at not in seen
            seen.add(at)
            assert at in parents
            at = parents[at]


def test_facts_are_the_filled_columns() -> None:
    rows = {row.name: row for row in lexicon.load().rows("Dataset")}

    assert rows["ImageNet"].facts["homepage"] == "https://www.image-net.org"
    assert "modality" in rows["ImageNet"].facts


def test_a_type_without_table_has_no_rows() -> None:
    assert lexicon.load().rows("Repo") == ()


def test_counts_are_possible() -> None:
    known = lexicon.load()

    assert all(0 <= form.annotated <= form.occurrences for form in known.observed)
    assert all(0 <= head.annotated <= head.occurrences for head in known.heads.values())
    assert all(0 <= share <= 1 for share in known.modifiers.values())
    assert all(0 <= right <= found for found, right in known.sources.values())


def test_an_observed_form_is_there_once() -> None:
    forms = [(form.form, form.exact_case) for form in lexicon.load().observed]

    assert len(forms) == len(set(forms))


@pytest.mark.parametrize("path", sorted(lexicon.DIRECTORY.glob("*.tsv")), ids=lambda p: p.name)
def test_tables_are_tidy(path: Path) -> None:
    with path.open(encoding="utf-8", newline="") as lines:
        header, *records = csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)

    assert records
    assert {len(record) for record in records} == {len(header)}
    assert all(cell == cell.strip() for record in records for cell in record)


def test_a_damaged_table_is_named_with_its_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for path in lexicon.DIRECTORY.glob("*.tsv"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    damaged = (tmp_path / "head_nouns.tsv").read_text(encoding="utf-8").splitlines()
    damaged[3] = damaged[3].rpartition("\t")[0] + "\tmany"
    (tmp_path / "head_nouns.tsv").write_text("\n".join(damaged), encoding="utf-8")
    monkeypatch.setattr(lexicon, "DIRECTORY", tmp_path)

    with pytest.raises(InputError, match=r"^head_nouns\.tsv:4: "):
        lexicon.load.__wrapped__()


def test_keys_unite_the_spellings_of_a_row() -> None:
    assert key("ImageNet-1K") == key("Imagenet 1k")
