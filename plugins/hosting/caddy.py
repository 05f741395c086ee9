r"""Rules for Caddy, to be imported in the block of a site.

    map {query} {arg_p} {
        `~(?i)(?:^|&)p=([^&]*)` `${1}`
        default ``
    }
    map {path}?p={arg_p} {old_0} {
        `/?p=7` `https://blog.example/articles/new/`
        default ``
    }
    @old_0 expression {old_0} != ""
    redir @old_0 {old_0} 301

Maps, and no path matchers: those ignore case, and would lead ``/A/`` to ``/a/`` for
ever. Beside the path there is a map for every set of parameters that is asked for,
and one for each of these that finds what nginx has as ``$arg_p``: Caddy's own
``{query.p}`` is decoded, and joins several of the name.
"""

import re

from plugins.addresses.redirects import Answer, Copy, Gone, Redirect
from plugins.common.address import Address
from plugins.common.served import FEEDS, MEDIA_TYPES, media_type
from plugins.hosting.answers import Table, in_order, literal, names, pattern

HEAD = """\
# The old addresses and the headers of {site}/, written anew by every `make publish`.
# Inside the block of the site, whose root has it below {root}/:  import {file}
"""
TYPES = """\
@type_{n} {{
	path_regexp `{pattern}`
	file
}}
header @type_{n} Content-Type "{kind}"
"""
ARGUMENT = """\
map {{query}} {{arg_{name}}} {{
	`~(?i)(?:^|&){name}=([^&]*)` `${{1}}`
	default ``
}}
"""
MAP = """\
map {{path}}{query} {{old_{n}}} {{
{rows}	default ``
}}
@old_{n} expression {matched}
"""
DO = {
    Redirect: "redir @old_{n} {{old_{n}}} 301\n",
    Gone: """\
handle @old_{n} {{
	try_files {{path}} {{path}}.html {{path}}/index.html =410
	file_server {{
		status 410
	}}
}}
""",
    Copy: """\
handle @old_{n} {{
	rewrite * {{old_{n}}}
	{kind}
	file_server
}}
""",
}


def caddy(table: Table, site: str, root: str, file: str) -> str:
    parts = [HEAD.format(site=site, root=root, file=file)]
    for n, (end, kind) in enumerate(MEDIA_TYPES.items()):
        feeds = f"^{re.escape(f'{root}/{FEEDS}')}.+{re.escape(end)}$"
        parts.append(TYPES.format(n=n, pattern=feeds, kind=kind))
    groups: dict[tuple[tuple[str, ...], type, str], list[str]] = {}
    for address, answer in in_order(table):
        asked = names(address) if address.query else ()
        kind = kind_of(answer)
        row = f"\t{token(root, address)} `{outcome(answer, site, root)}`\n"
        groups.setdefault((asked, type(answer), kind), []).append(row)
    arguments = {name.lower() for asked, *_ in groups for name in asked if name}
    parts += [ARGUMENT.format(name=name) for name in sorted(arguments)]
    handled: list[str] = []
    for n, ((asked, do, kind), rows) in enumerate(groups.items()):
        query = "&".join(f"{name}={{arg_{name.lower()}}}" if name else "{query}" for name in asked)
        matched = f'{{old_{n}}} != ""'
        if do is Redirect:  # Caddy looks at every redir before any handle
            matched = " && ".join([matched, *handled])
        else:
            handled.append(f'{{old_{n}}} == ""')
        query = f"?{query}" if query else ""
        parts.append(MAP.format(n=n, query=query, rows="".join(rows), matched=matched))
        parts.append(DO[do].format(n=n, kind=kind))
    return "".join(parts)


def token(root: str, address: Address) -> str:
    """An address as an input of a map; as a pattern where it holds a sign that means something.

    https://caddyserver.com/docs/caddyfile/directives/map
    """
    path, query = root + address.path, pattern(address)
    if re.fullmatch(r"[\w/.-]*", path) and re.fullmatch(r"[\w=&-]*", query, re.ASCII):
        return f"`{path}?{query}`" if query else f"`{path}`"
    asked = rf"\?{query}" if query else ""
    return f"`~^{literal(path)}{asked}$`"


def kind_of(answer: Answer) -> str:
    kind = isinstance(answer, Copy) and media_type(answer.file)
    return f'header Content-Type "{kind}"' if kind else ""


def outcome(answer: Answer, site: str, root: str) -> str:
    match answer:
        case Redirect(target=target):
            return f"{site}{target}"
        case Gone():
            return "gone"
        case _:
            return f"{root}/{answer.file}"
