r"""The headers of every answer, in the words of each host.

All of them stand where each answer passes, and none beside a rule of ours: in nginx a
place with one ``add_header`` of its own has none of those around it.
"""

from collections.abc import Iterable, Iterator, Mapping

from plugins.common.address import Address
from plugins.common.headers import ASKED_FOR, LASTING
from plugins.common.served import LASTING as HASH
from plugins.common.served import is_lasting
from plugins.hosting.answers import parents

Headers = Mapping[str, str]
# Kept for ever is what is there: not that it was not there, while a new site is being copied.
NGINX = """\
set $lasting $uri;
if (!-f $request_filename) {{ set $lasting ""; }}
set $kept "{asked_for}";
if ($lasting ~ "{hash}[^/]*$") {{ set $kept "{lasting}"; }}
add_header Cache-Control $kept always;
"""
CADDY = """\
# What the inbox says of its answers is its own.
@not_inbox not path {root}/inbox/*
header @not_inbox {{
{lines}	Cache-Control "{asked_for}"
}}
@lasting {{
	path_regexp `{hash}[^/]*$`
	file
}}
header @lasting Cache-Control "{lasting}"
"""


def headers_file(told: Headers, root: str, outputs: Iterable[str]) -> str:
    """``_headers`` as Netlify and Cloudflare read it.

    Of themselves both have browsers ask again each time, so only what lasts is told;
    Cloudflare would join what two rules say of one header. It reads 100 rules, so whole
    folders are told where they can be: what is not in them yet, nobody asks for, as both
    put a site in place at once.
    https://developers.cloudflare.com/pages/configuration/headers/
    https://docs.netlify.com/manage/routing/headers/
    """
    lasting = (rule(root + p, {"Cache-Control": LASTING}) for p in lasting_places(outputs))
    return "".join([rule(f"{root}/*", told), *lasting])


def rule(place: str, told: Headers) -> str:
    return "".join([f"{place}\n", *(f"  {name}: {value}\n" for name, value in told.items())])


def lasting_places(outputs: Iterable[str]) -> Iterator[str]:
    """Each folder in which everything lasts, and each file that does elsewhere."""
    paths = sorted(outputs)
    mixed = {parent for path in paths if not is_lasting(path) for parent in parents(path)}
    lasting = filter(is_lasting, paths)
    found = (next((p for p in parents(path) if p not in mixed), path) for path in lasting)
    for place in dict.fromkeys(found):
        yield f"{Address(f'/{place}')}" + ("" if place in paths else "/*")


def nginx_headers(told: Headers) -> str:
    lines = [f'add_header {name} "{value}" always;\n' for name, value in told.items()]
    return "".join(lines) + NGINX.format(hash=HASH, lasting=LASTING, asked_for=ASKED_FOR)


def caddy_headers(told: Headers, root: str) -> str:
    lines = "".join(f'\t{name} "{value}"\n' for name, value in told.items())
    return CADDY.format(root=root, lines=lines, hash=HASH, lasting=LASTING, asked_for=ASKED_FOR)
