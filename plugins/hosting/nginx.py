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

from urllib.parse import quote

from plugins.addresses.redirects import Answer, Copy, Gone, Redirect
from plugins.common.address import Address
from plugins.hosting.answers import Table, by_query

HEAD = """\
# The old addresses of {site}/, written anew by every `make publish`.
# Inside server {{ }}, whose root has the site below {root}/:  include {file};
"""


def nginx(table: Table, site: str, root: str, file: str) -> str:
    queries = by_query(table)
    lines = [HEAD.format(site=site, root=root, file=file)]
    paths = {address.path: answer for address, answer in table.items() if not address.query}
    for path in sorted(paths.keys() | queries.keys()):
        lines.append(f"location = {quoted(root + path)} {{\n")
        names = ""
        for address, answer in queries.get(path, ()):
            asked = "&".join(f"{name}=$arg_{name}" for name, _ in address.query)
            if asked != names:
                lines.append(f'    set $asked "{asked}";\n')
                names = asked
            value = "&".join(f"{name}={quote(value, safe='')}" for name, value in address.query)
            lines.append(f'    if ($asked = "{value}") {{ {rule(answer, site, root)} }}\n')
        if path in paths:
            lines.append(f"    {whole(paths[path], site, root)}\n")
        lines.append("}\n")
    return "".join(lines)


def rule(answer: Answer, site: str, root: str) -> str:
    """What may stand in an ``if``, where most else goes wrong.

    https://www.nginx.com/resources/wiki/start/topics/depth/ifisevil/
    """
    match answer:
        case Redirect(target=target):
            return f'return 301 "{site}{target}";'
        case Gone():
            return "return 410;"
        case Copy(file=file):
            return f'rewrite ^ "{root}{Address("/" + file)}?" last;'


def whole(answer: Answer, site: str, root: str) -> str:
    match answer:
        case Gone(page=page) if not set(page) & set("$?"):  # which mean something there
            return f"error_page 410 {quoted(f'{root}/{page}')}; return 410;"
        case Copy(file=file, media_type=media_type):
            path = quoted(f"{root}/{file}")
            return f"types {{ }} default_type {media_type}; try_files {path} =404;"
        case _:
            return rule(answer, site, root)


def quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
