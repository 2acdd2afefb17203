"""kg train: makes the pipeline that extraction ships, from annotations and texts."""

from __future__ import annotations

from pathlib import Path

import click

from kg import readers
from kg.errors import UsageError
from kg.training import config, standoff

_ANNOTATIONS = Path(standoff.__file__).resolve().parent / "annotations"


@click.command("train")
@click.option(
    "--papers",
    multiple=True,
    required=True,
    help="Texts of the annotated papers, and as many more as there are: all of them make the word vectors.",
)
@click.option(
    "--config", "settings", type=click.Path(path_type=Path), default=config.SHIPPED, help="Settings, in TOML."
)
@click.option(
    "--annotations",
    type=click.Path(path_type=Path),
    default=_ANNOTATIONS,
    help="Directory of train*.jsonl and dev.jsonl.",
)
@click.option(
    "--work",
    type=click.Path(path_type=Path),
    default=Path("training"),
    show_default=True,
    help="Where steps keep what they made.",
)
@click.option(
    "--out", type=click.Path(path_type=Path), required=True, help="Directory of the models to write."
)
@click.option(
    "--pretrained",
    type=click.Path(path_type=Path),
    help="Directory of model.safetensors and vocab.txt, for settings with an encoder.",
)
def command(
    papers: tuple[str, ...], settings: Path, annotations: Path, work: Path, out: Path, pretrained: Path | None
) -> None:
    """Train the tagger and the role classifiers. An interrupted run goes on when it is started again."""
    try:
        from kg.training import steps  # noqa: PLC0415  # PyTorch comes with the extra `train` alone
    except ImportError as e:
        raise UsageError(f"{e.name} is not installed; `pip install 'paperatlas[train]'` brings it") from e
    train = [a for path in sorted(annotations.glob("train*.jsonl")) for a in standoff.read(path)]
    texts = {p.id: p for p in readers.read(list(papers))}
    inputs = steps.Inputs(texts, train, standoff.read(annotations / "dev.jsonl"), pretrained)
    steps.run(inputs, config.read(settings), work, out, lambda line: click.echo(line, err=True))
