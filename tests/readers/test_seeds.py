import json

from kg import readers, resources
from kg.records import ROLES


def test_the_seeds_are_71_papers_each_annotated_with_what_its_text_says() -> None:
    seeds = resources.directory("seeds")
    papers = {paper.id: paper for paper in readers.read([str(seeds / "daily-papers.jsonl")])}
    lines = (seeds / "annotations.jsonl").read_text(encoding="utf-8").splitlines()
    records = {record["id"]: record for record in map(json.loads, lines)}
    assert len(papers) == len(readers.distinct(papers.values())) == 71
    assert records.keys() == papers.keys()
    for paper_id, record in records.items():
        for entity in record["entities"]:
            assert entity["role"] in ROLES[entity["type"]]
            assert all(mention in papers[paper_id].text for mention in entity["mentions"]), paper_id
