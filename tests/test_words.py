"""A site in French is French throughout, and an owner's own words go before the shipped ones."""

import ast
import importlib
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from jinja2 import Environment
from jinja2.ext import extract_from_ast
from markupsafe import Markup

from plugins.common.words import ENGLISH, Words, catalog, parts_of, words
from plugins.contact_form.form import CONTACT
from plugins.replies.form import REPLY
from tests.conftest import ARTICLE, ROOT, Build

FRENCH = words("fr")
ID = "0f0e7a52-6ac6-4cf6-8a5c-2a3d4e5f6a7b"
FILES = {
    "articles/a.md": "Title: Un\nDate: 2026-03-04\nModified: 2026-05-06\nTags: Gare\n"
    f"Authors: Ada, Zoé\nSummary: Bref.\nId: {ID}\n\nLe texte.\n",
    "articles/b.md": "Title: Deux\nDate: 2025-03-01\nTags: Gare\nReplies: closed\n"
    "Authors: Ada\nSummary: Bref.\n\nLe texte.\n",
    "articles/c.md": "Title: Trois\nDate: 2025-02-01\nStatus: withdrawn\n\nLe texte.\n",
    "articles/d.md": "Title: Quatre\nDate: 2027-02-01\nStatus: draft\n\nLe texte.\n",
    "articles/e.md": "Title: Cinq\nDate: 2025-01-01\nAliases: /y/\n\nLe texte.\n",
    "authors.toml": '[ada]\nname = "Ada"\nlink = "https://a.b"\n\n[zoe]\nname = "Zoé"\n'
    'link = "mailto:zoe@a.b"\n',
    f"replies/{ID}/11111111-1111-4111-8111-111111111111.toml": 'name = "Rita"\n'
    'date = 2026-03-05T09:30:00Z\ncomment = "Oui."\n',
}
IN_FRENCH = 'DEFAULT_LANG = "fr"\nSITENAME = "Chez nous"\nTAGLINE = "Des notes"\n'

Id = str | tuple[str, ...]


def in_templates() -> Iterator[Id]:
    environment = Environment(autoescape=True)
    for path in (ROOT / "theme/templates").rglob("*.html"):
        tree = environment.parse(path.read_text("utf-8"))
        for _, _, said in extract_from_ast(tree, ("_", "ngettext")):
            # Neither what is said of a variable, nor how many there are.
            texts = tuple(filter(None, said if isinstance(said, tuple) else (said,)))
            if texts:
                yield texts if len(texts) > 1 else texts[0]


def in_modules() -> Iterator[Id]:
    """What is said by ``say(…)``: the sentence itself, or a constant that holds it."""
    for path in (ROOT / "plugins").glob("[!m]*/*.py"):  # the moderation's are the owner's
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and re.search(r"\bsay(\.html)?$", ast.unparse(node.func)):
                yield from spelled(node.args[0], path)


def spelled(sentence: ast.expr, path: Path) -> Iterator[str]:
    match sentence:
        case ast.Constant(value=str(text)):
            yield text
        case ast.Name(id=name) if name.isupper():
            module = ".".join(path.relative_to(ROOT).with_suffix("").parts)
            yield getattr(importlib.import_module(module), name)


def in_forms() -> Iterator[Id]:
    for form in (CONTACT, REPLY):
        yield from (form.heading, form.welcome, form.button, form.trap.phrase)
        yield from (rule.sentence for rule in form.rules)
        for field in form.fields:
            yield from (field.phrase, field.hint, field.missing)


def translated() -> dict[Id, tuple[str, ...]]:
    found = catalog("fr")
    assert found
    return {
        message.id if isinstance(message.id, str) else tuple(message.id): (message.string,)
        if isinstance(message.string, str)
        else tuple(message.string or ())
        for message in found
        if message.id
    }


def test_french_has_every_sentence_and_no_other() -> None:
    said = {sentence for sentence in (*in_templates(), *in_modules(), *in_forms()) if sentence}
    assert set(translated()) == said


@pytest.mark.parametrize(("sentence", "french"), translated().items(), ids=str)
def test_each_is_whole(sentence: Id, french: tuple[str, ...]) -> None:
    english = (sentence,) if isinstance(sentence, str) else sentence
    assert len(french) == len(english)
    for text in french:
        assert text
        assert parts_of(text) == parts_of(english[0])
        assert not re.search(r"['\"]|[« ] ?[;!?»]|« |\w:( |$)", text), "typography"


@pytest.mark.parametrize(
    ("say", "n", "said"),
    [
        (ENGLISH, 0, "0 replies"),
        (ENGLISH, 1, "1 reply"),
        (ENGLISH, 2_000, "2,000 replies"),
        (FRENCH, 0, "0 commentaire"),
        (FRENCH, 1, "1 commentaire"),
        (FRENCH, 2, "2 commentaires"),
        (FRENCH, 2_000, "2\u202f000 commentaires"),
        (words("fr", {"{n} replies": "{n} réactions"}), 0, "0 commentaire"),
        (words("fr", {"{n} replies": "{n} réactions"}), 2, "2 réactions"),
        (words("en", {"{n} reply": "{n} word"}), 1, "1 word"),
    ],
)
def test_a_number_has_its_form(say: Words, n: int, said: str) -> None:
    assert say.many("{n} reply", "{n} replies", n) == said


@pytest.mark.parametrize(
    ("lang", "said", "day"),
    [
        pytest.param("en", "Share", "November 1, 2026", id="English"),
        pytest.param("en-GB", "Share", "1 November 2026", id="another English"),
        pytest.param("fr", "Partager", "1 novembre 2026", id="French"),
        pytest.param("fr-CA", "Partager", "1 novembre 2026", id="another French"),
        pytest.param("de", "Share", "1. November 2026", id="a language without a file"),
        pytest.param("xx", "Share", "November 1, 2026", id="no language"),
    ],
)
def test_languages(lang: str, said: str, day: str) -> None:
    assert (words(lang)("Share"), words(lang).date(date(2026, 11, 1))) == (said, day)


def test_in_html_a_part_is_escaped_unless_it_is_html() -> None:
    say = words("en", {"More by {name}": "<b> & {name}"}).html
    assert say("More by {name}", name="<i>") == "&lt;b&gt; &amp; &lt;i&gt;"
    assert say("More by {name}", name=Markup("<i>")) == "&lt;b&gt; &amp; <i>"


def spoken(soup: BeautifulSoup) -> set[str]:
    """The text of each element, and each attribute that is read out or shown."""
    for unread in soup.select("script"):
        unread.decompose()
    attributes = ("aria-label", "title", "content", "data-done", "alt")
    tags = soup.find_all(True)
    told = [str(tag[name]) for tag in tags for name in attributes if name in tag.attrs]
    return {" ".join(text.split()) for text in (*(tag.text for tag in tags), *told)}


@pytest.mark.parametrize("serve", [{}, {"SERVE": "1"}], ids=["as published", "as served"])
def test_a_french_site_says_nothing_in_english(build: Build, serve: dict[str, str]) -> None:
    built = build(FILES, conf=IN_FRENCH, **serve)
    assert built.status == 0, built.problems
    pages = [path for path in built.files() if path.endswith(".html")]
    assert {"404.html", "contact/index.html", "topics/gare/index.html", "y/index.html"} <= set(
        pages
    )
    shipped = translated()
    english = [
        re.compile(r".*".join(map(re.escape, re.split(r"{\w+}", text))))
        for sentence, french in shipped.items()
        for text in ((sentence,) if isinstance(sentence, str) else sentence)
        if text not in french and len(re.sub(r"{\w+}|\W", "", text)) > 1
    ]
    for path in pages:
        soup = built.soup(path)
        assert soup.html and soup.html["lang"] == "fr", path
        told = spoken(soup)
        assert not [text for text in told if any(each.fullmatch(text) for each in english)], path
    feeds = [path for path in built.files() if re.search(r"\.(xml|json)$", path)]
    texts = "".join(built.text(path) for path in feeds)
    assert not re.search(r"Replies to|What readers|What Ada|This is a feed|How to sub", texts)
    assert "Commentaires sur «\u202fUn\u202f» – Chez nous" in texts


def test_a_french_article(build: Build) -> None:
    page = build(FILES, conf=IN_FRENCH).soup("articles/a/index.html")
    [byline] = page.select("article > header .meta")
    said = " ".join(byline.text.split())
    assert said == (
        "Par Ada et Zoé, le 4 mars 2026 1 minute de lecture 1 commentaire Révisé le 6 mai 2026"
    )
    [label] = page.select("label[for=contact-organisation]")
    assert label.text == "Votre organisation (facultatif)"
    assert [time.text for time in page.select(".thread time")] == ["5 mars 2026"]


def test_own_words_go_before_the_shipped(build: Build) -> None:
    for lang, other in (("en", "Skip to the text"), ("fr", "Aller au texte")):
        conf = f'DEFAULT_LANG = "{lang}"\nWORDS = {{"Subscribe": "Stay & <see>"}}'
        built = build({"articles/a.md": ARTICLE}, conf=conf)
        assert (built.status, built.problems) == (0, ())
        page = built.soup("articles/a/index.html")
        [link] = page.select('nav a[href="/subscribe/"]')
        assert link.text == "Stay & <see>"
        assert other in page.text


@pytest.mark.parametrize(
    ("own", "problem"),
    [
        pytest.param(
            '{"Subcribe": "Stay"}',
            "WORDS: 'Subcribe' is no sentence of the site. Did you mean 'Subscribe'?",
            id="a key that is none",
        ),
        pytest.param(
            '{"More by {name}": "By {nom}"}',
            "WORDS: 'By {nom}' has parts in braces that 'More by {name}' has not. Use {name}.",
            id="parts it has not",
        ),
        pytest.param(
            '{"Share": "{"}',
            "WORDS: '{' has parts in braces that 'Share' has not. Use none.",
            id="a brace left open",
        ),
        pytest.param(
            '{"Share": 3}', "WORDS: 3 is no text. Write it in quotation marks.", id="no text"
        ),
        pytest.param(
            '"Share"',
            'WORDS: \'Share\' is no table of sentences. Write it like {"Subscribe": "Stay"}.',
            id="no table",
        ),
    ],
)
def test_own_words_that_cannot_be_said(build: Build, own: str, problem: str) -> None:
    built = build({"articles/a.md": ARTICLE}, conf=f"WORDS = {own}")
    assert (built.status, built.problems) == (1, (problem,))
    assert "Share" in built.text("articles/a/index.html")
