"""Lets a page of the content folder supply the text of a page that every site has."""

from pelican import signals
from pelican.generators import PagesGenerator


def adopt(generator: PagesGenerator) -> None:
    """``pages/contact.md`` is drawn by the contact template, at the contact page's address."""
    settings = generator.settings
    templates = {name.replace("_", "-"): name for name in settings["STANDING_PAGES"]}
    for page in generator.pages:
        if template := templates.get(page.slug):
            page.template = template
            page.override_save_as = settings[f"{template.upper()}_SAVE_AS"]
            page.override_url = settings[f"{template.upper()}_URL"]
            settings["DIRECT_TEMPLATES"] = [
                name for name in settings["DIRECT_TEMPLATES"] if name != template
            ]


def register() -> None:
    signals.page_generator_finalized.connect(adopt)
