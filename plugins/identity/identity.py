"""By what a post is known again: by feed readers, and by its replies."""

from collections.abc import Container
from uuid import UUID, uuid5


def identity(site: UUID, name: str, lang: str, *, own: str = "", guid: str = "") -> str:
    """``guid`` verbatim, else ``urn:uuid:`` and the post's UUID."""
    return guid or f"urn:uuid:{uuid_of(site, name, lang, own=own)}"


def uuid_of(site: UUID, name: str, lang: str, *, own: str = "", guid: str = "") -> str:
    """The post's ``own`` UUID, else one derived.

    The derived one is the UUIDv5 (RFC 9562) of its ``guid``, else of its name,
    under the site's own UUID; ``lang`` is "" for the site's language.
    """
    if guid:
        name, lang = f"guid:{guid}", ""  # which no name is: none has a colon
    return own or str(uuid5(site, f"{name}/{lang}" if lang else name))


def is_told(metadata: Container[str]) -> bool:
    """Whether an identity is the post's own, and not derived from its slug."""
    return "id" in metadata or "guid" in metadata
