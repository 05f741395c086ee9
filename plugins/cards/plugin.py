"""Gives each article its card, and every other page the site's."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from shutil import copyfile

from pelican import Pelican, signals
from pelican.contents import Article
from pelican.generators import Generator
from pelican.writers import Writer

from plugins.cards.card import Card, Crop, SiteCard
from plugins.common.colours import colours_of
from plugins.common.files import kept
from plugins.common.typeface import drawn_by


@dataclass(frozen=True, slots=True)
class Shown:
    """A card as pages name it; ``path`` is below the site's address, ``alt`` what it says."""

    path: str
    alt: str


class Cards(Generator):  # type: ignore[misc]
    """``outputs``: path below the output folder → where the card is kept."""

    def generate_context(self) -> None:
        """All are drawn here: what has no card has another before a page is written."""
        self.outputs: dict[str, Path] = {}
        # Those that can be read, where ``assets`` has looked at them.
        self.colours = colours_of(self.context["COLOURS"])
        name, tagline = self.settings["SITENAME"], self.settings["TAGLINE"]
        site = SiteCard(name, tagline, self.colours)
        shown = self.shown("site", site, ": ".join(filter(None, (name, tagline))))
        self.context["site_card"] = shown
        for content in self.context["generated_content"].values():
            if isinstance(content, Article):
                content.card = self.card_of(content) or shown

    def card_of(self, article: Article) -> Shown | None:
        if not article.save_as or article.metadata.get("withdrawn"):
            return None
        for card, alt in self.candidates(article):
            try:
                return self.shown("article", card, alt)
            except ValueError:
                continue  # what is wrong with a picture is for those to say who show it
        return None

    def candidates(self, article: Article) -> Iterator[tuple[Card | Crop, str]]:
        """What may be its card, the best first; none may be."""
        told, name = article.metadata, self.settings["SITENAME"]
        if told.get("image") in self.context["static_links"]:
            yield (
                Crop(Path(self.path, told["image"]), self.colours.paper),
                told.get("image_alt", ""),
            )
        authors = ", ".join(author.name for author in article.authors)
        topic = next((tag.name for tag in article.tags), "")
        card = Card(article.title, authors, topic, name, self.colours)
        if card.drawable:
            yield card, f"{article.title} · {name}"

    def shown(self, kind: str, card: Card | SiteCard | Crop, alt: str) -> Shown:
        """Under a name that can be kept for ever; it may be that of another, which looks alike."""
        path = f"cards/{kind}.{card.key}.jpg"
        file = Path(self.settings["CACHE_PATH"], "cards", drawn_by(), f"{card.key}.jpg")
        self.outputs[path] = kept(file, card.draw)
        return Shown(path, alt)

    def generate_output(self, writer: Writer) -> None:
        for path, file in self.outputs.items():
            card = Path(self.output_path, path)
            card.parent.mkdir(parents=True, exist_ok=True)
            copyfile(file, card)


def use_cards(pelican: Pelican) -> type[Generator]:
    return Cards


def register() -> None:
    signals.get_generators.connect(use_cards)
