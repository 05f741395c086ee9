"""Ways to pass an article on: plain links, no tracker."""

from urllib.parse import quote


def share_links(url: str, title: str) -> tuple[tuple[str, str], ...]:
    """Names and addresses, in the order they are shown; ``url`` is absolute."""
    return (
        ("LinkedIn", f"https://www.linkedin.com/sharing/share-offsite/?url={quote(url, safe='')}"),
        ("E-mail", f"mailto:?subject={quote(title)}&body={quote(url)}"),
    )
