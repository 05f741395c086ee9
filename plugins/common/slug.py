"""The part of an address that a name becomes."""

import re
from collections.abc import Iterable
from unicodedata import normalize

from markupsafe import Markup
from unidecode import unidecode


def slug_of(name: str, substitutions: Iterable[tuple[str, str]]) -> str:
    """As Pelican makes it, in ASCII; "" where nothing is left.

    ``substitutions`` are SLUG_REGEX_SUBSTITUTIONS.
    """
    slug = unidecode(normalize("NFKC", Markup(name).striptags()))
    for pattern, other in substitutions:
        slug = re.sub(
            normalize("NFKC", pattern), normalize("NFKC", other), slug, flags=re.IGNORECASE
        )
    return slug.lower().strip()
