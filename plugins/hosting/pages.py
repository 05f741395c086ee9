"""Redirects for hosts that know only files, and for those that read ``_redirects``."""

from html import escape

from plugins.addresses.redirects import Copy, Redirect
from plugins.common.address import Address
from plugins.hosting.answers import Table

STUB = """\
<!DOCTYPE html>
<html lang="en">
<meta charset="utf-8">
<title>This has moved</title>
<meta name="robots" content="noindex">
<meta http-equiv="refresh" content="0; url={here}">
<link rel="canonical" href="{canonical}">
<p>This is at <a href="{here}">{canonical}</a> now.</p>
</html>
"""


def stub(target: Address, site: str, root: str) -> str:
    """A page that leads on at once, without script; ``root`` is the path of ``site``."""
    return STUB.format(here=escape(f"{root}{target}"), canonical=escape(f"{site}{target}"))


def redirects_file(table: Table, root: str) -> str:
    """``_redirects`` as Netlify and Cloudflare read it: a line of from, to and status.

    A plain 301. On Cloudflare it goes before a file of that name. On Netlify the
    file goes first, so the page that leads on answers there; its ``301!`` would turn
    that round, but Cloudflare drops a line with it. Either way it is one step.
    Queries are left out, as Cloudflare knows none, and it reads 2,000 lines at most.
    https://developers.cloudflare.com/pages/configuration/redirects/
    https://docs.netlify.com/manage/routing/redirects/overview/
    """
    lines = []
    for source, answer in table.items():
        match answer:
            case Redirect(target=target) if not source.query:
                lines.append(f"{root}{source} {root}{target} 301\n")
            case Copy(file=file) if not source.query:
                lines.append(f"{root}{source} {root}{Address('/' + file)} 200\n")
    return "".join(lines)
