"""``python -m plugins.start``: all questions first, then all that follows."""

import re
import sys
from collections.abc import Callable, Iterable
from itertools import chain, count
from pathlib import Path
from uuid import uuid4

import click
import tomli_w

from plugins.assets.colours import checked, colours_in
from plugins.common.files import replace
from plugins.common.slug import slug_of
from plugins.common.text import plain
from plugins.common.toml import read_tables
from plugins.site.call import ADDRESS, LOCAL, settings_in, wrong
from plugins.start.samples import AUTHORS, SAMPLE_ID, is_sample, move
from plugins.start.settings import SettingsError, Value, with_values

THEME = Path(__file__).parents[2] / "theme"
TOKENS = THEME / "static/css/tokens.css"
MOVES = "What stands in {content}/ will go to {samples}/; nothing is deleted."
DONE = """\
Your blog has begun.
make serve     shows it, while you write; with INPUTDIR={samples} what was here before
make new       your first post
{conf} has every other setting, TIMEZONE and CONTACT among them; topics.toml says what you
write about."""


@click.command()
@click.option("--input", "content", type=Path, default="content")
@click.option("--conf", type=Path, default="pelicanconf.py")
def main(content: Path, conf: Path) -> None:
    """Make this blog yours."""
    if fault := wrong(content, conf):
        fail(fault, 2)
    settings = settings_in(conf)
    if str(settings["SITE_ID"]) != SAMPLE_ID:
        fail(f"This blog has begun: {conf} has a SITE_ID of its own. Change settings there.", 1)
    source = conf.read_text("utf-8")
    try:
        with_values(source, dict.fromkeys(("SITENAME", "TAGLINE", "SITEURL", "SITE_ID"), ""))
        with_values(source, {"CONTACT": {}, "COLOURS": {}})
    except SettingsError as error:
        fail(f"{conf} has no line {error} = … that could be changed. Leave CONFFILE out.", 2)
    samples = content.resolve().parent / "samples"
    if is_sample(content):
        click.echo(MOVES.format(content=content, samples=samples.name))
    values, author = answers()
    if is_sample(content):
        move(content, samples)
    add_author(content / AUTHORS, author, settings["SLUG_REGEX_SUBSTITUTIONS"])
    # Last, for it says that all else is done.
    replace(conf, with_values(source, values).encode())
    click.echo(DONE.format(samples=samples.name, conf=conf))


def answers() -> tuple[dict[str, Value], str]:
    """The settings that follow from what an owner says, and the first author's name."""
    name = asked("What is your blog called?", name_of)
    tagline = asked("What is it about, in a few words?", name_of)
    address = asked("Where will readers find it, like https://blog.example.org?", address_of)
    author = asked("Who writes, as it stands above a post?", name_of)
    email = asked("To which e-mail address may readers write?", email_of)
    contact = {"organisation": name, "street": "", "place": "", "telephone": "", "email": email}
    values: dict[str, Value] = {
        "SITENAME": name,
        "TAGLINE": tagline,
        "SITEURL": address,
        "SITE_ID": str(uuid4()),
        "CONTACT": contact,
    }
    if colours := accent():
        values["COLOURS"] = {"accent": colours}
    return values, author


def accent() -> tuple[str, str] | None:
    """The colour of links, light and dark, that can be read; none is the theme's."""
    known = colours_in(TOKENS.read_text("utf-8"))
    while True:
        light, dark = known["accent"]
        light = asked(f"The colour of links by day (Enter: {light})?", plain, light)
        dark = asked(f"And by night (Enter: {dark})?", plain, dark)
        if (light, dark) == known["accent"]:
            return None
        _, problems = checked({"accent": (light, dark)}, known)
        if not problems:
            return light, dark
        for problem in problems:
            click.echo(f"{problem.what}. {problem.remedy}.")


def asked(question: str, read: Callable[[str], str], default: str | None = None) -> str:
    """Asked until ``read`` takes it: it raises ValueError with what to do."""
    while True:
        answer = click.prompt(question, default=default, show_default=False, prompt_suffix=" ")
        try:
            return read(str(answer).strip())
        except ValueError as error:
            click.echo(error)


def name_of(text: str) -> str:
    name = " ".join(plain(text).split())
    if not name:
        raise ValueError("Write a word or more.")
    return name


def address_of(text: str) -> str:
    address = text.rstrip("/")
    if not ADDRESS.fullmatch(address) or address.startswith(LOCAL.rpartition(":")[0]):
        raise ValueError("It must look like https://blog.example.org or …/blog.")
    return address


def email_of(text: str) -> str:
    if not re.fullmatch(r"[^\s@<>\"]+@[^\s@<>\"]+", text):
        raise ValueError("It must look like you@example.org.")
    return text


def add_author(path: Path, name: str, substitutions: Iterable[tuple[str, str]]) -> None:
    """A table for them, unless they have one."""
    text = path.read_text("utf-8") if path.exists() else ""
    known = {table.slug: table.text("name") for table in read_tables(path, ("name",))[0]}
    if name in known.values():
        return
    stem = re.sub("[^a-z0-9]+", "-", slug_of(name, substitutions)).strip("-") or "author"
    slug = next(s for s in chain([stem], (f"{stem}-{n}" for n in count(2))) if s not in known)
    table = tomli_w.dumps({slug: {"name": name}})
    replace(path, "\n".join(filter(None, (text, table))).encode())


def fail(sentence: str, status: int) -> None:
    click.echo(sentence, err=True)
    sys.exit(status)


if __name__ == "__main__":
    main(prog_name="make start")
