r"""Rules for Caddy, to be imported in the block of a site.

    map {path} {old_0} {
        `/old/` `https://blog.example/articles/new/`
        default ``
    }
    @old_0 expression {old_0} != ""
    redir @old_0 {old_0} 301

Maps, and no path matchers: those ignore case, and would lead ``/A/`` to ``/a/`` for
ever. Beside the path there is a map for every set of parameters that is asked for.
"""

import re

from plugins.addresses.redirects import Answer, Copy, Gone, Redirect
from plugins.common.address import Address
from plugins.hosting.answers import Table, can_be_asked

HEAD = """\
# The old addresses of {site}/, written anew by every `make publish`.
# Inside the block of the site, whose root has it below {root}/:  import {file}
"""
DO = {
    Redirect: "redir @old_{n} {{old_{n}}} 301",
    Gone: "handle @old_{n} {{\n\trewrite * {{old_{n}}}\n\tfile_server {{\n\t\tstatus 410\n\t}}\n}}",
    Copy: (
        "handle @old_{n} {{\n\trewrite * {{old_{n}}}\n\theader Content-Type {{type_{n}}}\n"
        "\tfile_server\n}}"
    ),
}


def caddy(table: Table, site: str, root: str, file: str) -> str:
    groups: dict[tuple[tuple[str, ...], type], list[str]] = {}
    # What asks for most goes first, and what asks for nothing last.
    for address, answer in sorted(table.items(), key=lambda item: (-len(item[0].query), item[0])):
        if can_be_asked(address):
            names = tuple(name for name, _ in address.query)
            row = f"\t{token(asked(address, root))} {outcome(answer, site, root)}\n"
            groups.setdefault((names, type(answer)), []).append(row)
    parts = [HEAD.format(site=site, root=root, file=file)]
    for n, ((names, kind), rows) in enumerate(groups.items()):
        query = "&".join(f"{name}={{query.{name}}}" for name in names)
        kinds, none = (f" {{type_{n}}}", " ``") if kind is Copy else ("", "")
        parts.append(
            f"map {{path}}{query and '?'}{query} {{old_{n}}}{kinds} {{\n"
            f"{''.join(rows)}\tdefault ``{none}\n}}\n"
            f'@old_{n} expression {{old_{n}}} != ""\n{DO[kind].format(n=n)}\n'
        )
    return "".join(parts)


def asked(address: Address, root: str) -> str:
    query = "&".join(f"{name}={value}" for name, value in address.query)
    return f"{root}{address.path}{query and '?'}{query}"


def outcome(answer: Answer, site: str, root: str) -> str:
    match answer:
        case Redirect(target=target):
            return f"`{site}{target}`"
        case Gone(page=page):
            return f"`{root}/{page}`"
        case Copy(file=file, media_type=media_type):
            return f"`{root}/{file}` {media_type}"


def token(text: str) -> str:
    """A text as an input of a map; as a pattern where it holds a sign that means something.

    https://caddyserver.com/docs/caddyfile/directives/map
    """
    if re.fullmatch(r"[\w/?&=.-]*", text):
        return f"`{text}`"
    return f"`~^{re.sub('[^/]', escaped, text)}$`"


def escaped(sign: re.Match[str]) -> str:
    return sign[0] if sign[0].isalnum() or not sign[0].isascii() else f"\\x{ord(sign[0]):02x}"
