r"""Rules for nginx, to be included in a ``server { }``.

    location = "/old/" { return 301 "https://blog.example/articles/new/"; }
    location = "/" {
        set $asked "p=$arg_p";
        if ($asked = "p=7") { return 301 "https://blog.example/articles/new/"; }
    }

Exact locations, and no map: they are matched against the decoded path, so that
every percent-encoding of it is the same; a map would also ignore case, and lead
``/A/`` to ``/a/`` for ever. nginx keeps them in a tree, so that thousands cost nothing.
"""

import re

from plugins.addresses.redirects import Answer, Gone, Redirect
from plugins.common.address import Address
from plugins.common.served import FEEDS, MEDIA_TYPES
from plugins.hosting.answers import Table, in_order, literal, names, pattern

HEAD = """\
# The old addresses and the headers of {site}/, written anew by every `make publish`.
# Inside server {{ }}, whose root has the site below {root}/:  include {file};
location @withdrawn {{ try_files $uri $uri.html $uri/index.html =410; }}
"""


def nginx(table: Table, site: str, root: str, file: str) -> str:
    lines = [HEAD.format(site=site, root=root, file=file)]
    for end, kind in MEDIA_TYPES.items():
        feeds = quoted(f"^{re.escape(f'{root}/{FEEDS}')}.+{re.escape(end)}$")
        lines.append(f'location ~ {feeds} {{ types {{ }} default_type "{kind}"; }}\n')
    paths: dict[str, list[tuple[Address, Answer]]] = {}
    for address, answer in in_order(table):
        paths.setdefault(address.path, []).append((address, answer))
    for path, answers in sorted(paths.items()):
        lines.append(f"location {place(root + path)} {{\n")
        before = ""
        for address, answer in answers:
            if not address.query:
                lines.append(f"    {rule(answer, site, root)}\n")
                continue
            asked = "&".join(f"{name}=$arg_{name}" if name else "$args" for name in names(address))
            if asked != before:
                lines.append(f'    set $asked "{asked}";\n')
                before = asked
            lines.append(f"    if ($asked {test(address)}) {{ {rule(answer, site, root)} }}\n")
        lines.append("}\n")
    return "".join(lines)


def place(path: str) -> str:
    """Nginx counts the bytes of an exact one in a byte."""
    short = len(path.encode()) < 256
    return f"= {quoted(path)}" if short else f"~ {quoted(f'^{literal(path)}$')}"


def test(address: Address) -> str:
    query = pattern(address)
    plain = re.fullmatch(r"[\w=&-]+", query, re.ASCII)
    return f'= "{query}"' if plain else f"~ {quoted(f'^{query}$')}"


def rule(answer: Answer, site: str, root: str) -> str:
    """Only what may also stand in an ``if``, where most goes wrong.

    https://www.nginx.com/resources/wiki/start/topics/depth/ifisevil/
    """
    match answer:
        case Redirect(target=target):
            return f'return 301 "{site}{target}";'
        case Gone():
            return "error_page 410 @withdrawn; return 410;"
        case _:
            return f"rewrite ^ {quoted(f'{root}/{answer.file}?')} last;"


def quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
