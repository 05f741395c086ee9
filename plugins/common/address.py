"""Addresses of this site, in one spelling each."""

import unicodedata
from dataclasses import dataclass
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

# A file's name may have as many in all file systems that matter.
NAME_MAX_BYTES = 255


@dataclass(frozen=True, slots=True, order=True)
class Address:
    """A place below the site's root: ``path`` begins with "/", is decoded and ends as it ends."""

    path: str
    query: tuple[tuple[str, str], ...] = ()

    def __str__(self) -> str:
        """Percent-encoded; in ASCII, without white space or anything that needs quoting."""
        query = f"?{urlencode(self.query, quote_via=quote)}" if self.query else ""
        return quote(self.path) + query

    @property
    def spellings(self) -> tuple["Address", ...]:
        """Itself, and what people type instead: without its last slash, or with one."""
        path = self.path
        if path == "/" or path.endswith((".html", ".htm")):
            return (self,)
        twin = path[:-1] if path.endswith("/") else f"{path}/"
        return (self, Address(twin, self.query))

    @property
    def files(self) -> tuple[str, ...]:
        """The paths below the output folder that answer it, whatever its query."""
        path = self.path[1:]
        if not path or path.endswith("/"):
            return (f"{path}index.html",)
        return (path, f"{path}/index.html")

    @property
    def page(self) -> str:
        """Where a host that knows no rules finds a page for it, or "" where none can be."""
        named_page = self.path.endswith((".html", ".htm"))
        file = self.files[0 if named_page else -1]
        longest = max(len(name.encode()) for name in file.split("/"))
        return "" if self.query or longest > NAME_MAX_BYTES else file


def address_of(text: str) -> Address:
    """The address that a text spells: ``/2011/08/17/x/``, ``/?p=7``, or a whole ``https://…``.

    Of a whole one, as of an old domain, path and query count. A ValueError
    tells what is wrong, and after "; " what to do.
    """
    try:
        parts = urlsplit(text)
    except ValueError as error:
        raise ValueError(f"'{text}' is no address; Mend or remove it") from error
    path = parts.path or "/" * bool(parts.netloc)
    if (parts.scheme, bool(parts.netloc)) not in (("", False), ("http", True), ("https", True)):
        raise ValueError(f"'{text}' is no web address; Begin it with / or https://")
    if not path.startswith("/"):
        raise ValueError(f"'{text}' begins nowhere; Begin it with / or https://")
    try:
        path = unquote(path, errors="strict")
        query = parse_qsl(parts.query, keep_blank_values=True, errors="strict")
    except ValueError as error:
        raise ValueError(f"'{text}' is not UTF-8; Spell it in UTF-8") from error
    told = path + "".join(name + value for name, value in query)
    if any(unicodedata.category(character) in ("Cc", "Cs") for character in told):
        raise ValueError(f"'{ascii(text)[1:-1]}' holds a control character; Delete it")
    if {"", ".", ".."} & set(path[1:].removesuffix("/").split("/")) and path != "/":
        raise ValueError(f"'{text}' holds an empty part, . or ..; Spell it out")
    return Address(path, tuple(sorted(query)))
