"""Redirects for hosts that know only files, and for those that read ``_redirects``."""

from markupsafe import Markup, escape

from plugins.addresses.redirects import Answer, Copy, Gone, Redirect
from plugins.common.address import Address
from plugins.common.words import ENGLISH, Words
from plugins.hosting.answers import Table

STUB = """\
<!DOCTYPE html>
<html lang="{lang}">
<meta charset="utf-8">
<title>{title}</title>
<meta name="robots" content="noindex">
<meta http-equiv="refresh" content="0; url={here}">
<link rel="canonical" href="{canonical}">
<p>{said}</p>
</html>
"""
UNANSWERED = """\
# What a host that knows only files cannot answer, written anew by every `make publish`.
# A line each: the address, the file or address that it is to lead to, and the status.
"""


def stub(target: Address, site: str, root: str, say: Words = ENGLISH) -> str:
    """A page that leads on at once, without script; ``root`` is the path of ``site``."""
    here, canonical = escape(f"{root}{target}"), escape(f"{site}{target}")
    link = Markup('<a href="{}">{}</a>').format(here, canonical)
    title, said = say.html("This has moved"), say.html("This is at {address} now.", address=link)
    return STUB.format(
        here=here, canonical=canonical, lang=escape(say.lang), title=title, said=said
    )


def redirects_file(table: Table, root: str) -> str:
    """``_redirects`` as Netlify and Cloudflare read it: a line of from, to and status.

    A plain 301. On Cloudflare it goes before a file of that name. On Netlify the
    file goes first, so the page that leads on answers there; its ``301!`` would turn
    that round, but Cloudflare drops a line with it. Either way it is one step.
    Queries are left out, as Cloudflare knows none, and it reads 2,000 lines at most.
    https://developers.cloudflare.com/pages/configuration/redirects/
    https://docs.netlify.com/manage/routing/redirects/overview/
    """
    known = {source: answer for source, answer in table.items() if not source.query}
    return "".join(line(s, a, root) for s, a in known.items() if not isinstance(a, Gone))


def unanswered_file(table: Table, root: str) -> str:
    """The same lines, of what a host that knows only files cannot answer."""
    return UNANSWERED + "".join(line(source, answer, root) for source, answer in table.items())


def line(source: Address, answer: Answer, root: str) -> str:
    match answer:
        case Redirect(target=target):
            return f"{root}{source} {root}{target} 301\n"
        case Gone(page=page):
            return f"{root}{source} {root}{Address(f'/{page}')} 410\n"
        case Copy(file=file):
            return f"{root}{source} {root}{Address(f'/{file}')} 200\n"
