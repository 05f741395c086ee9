"""Ways to pass an article on: plain links, no tracker."""

from urllib.parse import quote

from plugins.common.words import ENGLISH, Words


def share_links(url: str, title: str, say: Words = ENGLISH) -> tuple[tuple[str, str], ...]:
    """Names and addresses, in the order they are shown; ``url`` is absolute."""
    return (
        ("LinkedIn", f"https://www.linkedin.com/sharing/share-offsite/?url={quote(url, safe='')}"),
        (say("E-mail"), f"mailto:?subject={quote(title)}&body={quote(url)}"),
    )
