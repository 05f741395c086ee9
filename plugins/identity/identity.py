"""The identity by which a feed reader knows a post again."""

from collections.abc import Container
from uuid import UUID, uuid5


def identity(site: UUID, name: str, lang: str, *, own: str = "", guid: str = "") -> str:
    """``guid`` verbatim, else ``urn:uuid:`` and the post's ``own`` UUID, else one derived.

    The derived one is the UUIDv5 (RFC 9562) of the name under the site's own
    UUID; ``lang`` is "" for the site's language.
    """
    return guid or f"urn:uuid:{own or uuid5(site, f'{name}/{lang}' if lang else name)}"


def is_told(metadata: Container[str]) -> bool:
    """Whether an identity is the post's own, and not derived from its slug."""
    return "id" in metadata or "guid" in metadata
