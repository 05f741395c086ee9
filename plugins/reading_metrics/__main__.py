"""``python -m plugins.reading_metrics [--json] FILE…``: the reading of Markdown and text files."""

import json
import sys
from dataclasses import asdict
from pathlib import Path

import click
from markdown import Markdown

import pelicanconf
from plugins.anatomy.anatomy import dissect
from plugins.common.header import split
from plugins.reading_metrics.metrics import Reading, measure


def reading_of(text: str, *, markdown: Markdown | None) -> Reading:
    """The reading of a Markdown file's text, or of plain prose where there is no Markdown."""
    lang, anatomy = pelicanconf.DEFAULT_LANG, None
    if markdown:
        header = split(text)
        lang = header.values["lang"].texts[0] if "lang" in header.values else lang
        anatomy = dissect(markdown.reset().convert(header.body))
    return measure(
        anatomy.prose if anatomy else text,
        lang=lang,
        code_lines=anatomy.code_lines if anatomy else 0,
        pictures=len(anatomy.pictures) if anatomy else 0,
        pace=pelicanconf.READING_PACE,
        vocabulary=pelicanconf.READING_VOCABULARY,
    )


@click.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
def main(files: tuple[Path, ...], as_json: bool) -> None:
    """Measure Markdown files, and text files (.txt) as prose from their first line."""
    markdown = Markdown(**pelicanconf.MARKDOWN)
    status = 0
    for file in files:
        try:
            text = file.read_text("utf-8-sig")
        except (OSError, UnicodeDecodeError) as error:
            reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
            print(f"{file}: cannot be read: {reason}", file=sys.stderr)
            status = 2
            continue
        reading = reading_of(text, markdown=None if file.suffix == ".txt" else markdown)
        values = asdict(reading)
        if as_json:
            print(json.dumps({"path": str(file), **values}, ensure_ascii=False))
        else:
            print(f"{file}: " + ", ".join(f"{k.replace('_', ' ')} {v}" for k, v in values.items()))
    sys.exit(status)


if __name__ == "__main__":
    main()
