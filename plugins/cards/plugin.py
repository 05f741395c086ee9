"""Gives each article its card, and every other page the site's."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from shutil import copyfile

from pelican import Pelican, signals
from pelican.contents import Article
from pelican.generators import Generator

from plugins.cards.card import Card, Crop, SiteCard
from plugins.common.colours import Colours, colours_of
from plugins.common.content import all_articles, articles_of
from plugins.common.files import kept
from plugins.common.typeface import drawn_by


@dataclass(frozen=True, slots=True)
class Shown:
    """A card as pages name it; ``path`` is below the site's address, ``alt`` what it says."""

    path: str
    alt: str


def add_cards(generators: Sequence[Generator]) -> None:
    """After the pictures of articles are known; drawn here, so that all are there to be written."""
    context, settings = generators[0].context, generators[0].settings
    colours = colours_of(settings.get("COLOURS", {}))
    folder = Path(settings["CACHE_PATH"], "cards", drawn_by())
    files: dict[str, Path] = {}

    def shown(card: Card | SiteCard | Crop, alt: str) -> Shown:
        path = f"cards/{card.key}.jpg"
        files[path] = kept(folder / f"{card.key}.jpg", card.draw)
        return Shown(path, alt)

    name, tagline = settings["SITENAME"], settings["TAGLINE"]
    site = shown(SiteCard(name, tagline, colours), ": ".join(filter(None, (name, tagline))))
    context["site_card"] = site
    for article in all_articles(articles_of(generators)):
        article.card = site
        if not article.save_as or article.metadata.get("withdrawn"):
            continue
        for card, alt in candidates(article, generators[0].path, colours):
            try:
                article.card = shown(card, alt)
                break
            except ValueError:
                continue  # what is wrong with a picture is for those to say who show it
    context["outputs"].update(dict.fromkeys(files))
    settings["CARD_FILES"] = files


def candidates(article: Article, root: str, colours: Colours) -> Iterator[tuple[Card | Crop, str]]:
    """What may be its card, the best first; none may be."""
    if article.picture:
        yield Crop(Path(root, article.metadata["image"]), colours.paper), article.picture.alt
    name = article.settings["SITENAME"]
    topics, authors = (
        ", ".join(each.name for each in every) for every in (article.tags[:1], article.authors)
    )
    card = Card(article.title, authors, topics, name, colours)
    if card.drawable:
        yield card, f"{article.title} · {name}"


def write_cards(pelican: Pelican) -> None:
    for path, file in pelican.settings["CARD_FILES"].items():
        card = Path(pelican.output_path, path)
        card.parent.mkdir(parents=True, exist_ok=True)
        copyfile(file, card)


def register() -> None:
    signals.all_generators_finalized.connect(add_cards)
    signals.finalized.connect(write_cards)
