"""What an answer says beside what was asked for: one table for every host, page and program."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.parse import urlsplit

from plugins.common.problem import Problem
from plugins.common.served import is_lasting
from plugins.common.text import did_you_mean

Policy = Mapping[str, str]
# Nothing but what this site serves itself; script and style in files only.
# https://www.w3.org/TR/CSP3/#csp-directives
POLICY: Policy = {
    "default-src": "'none'",
    "img-src": "'self'",
    "media-src": "'self'",
    "style-src": "'self'",
    "font-src": "'self'",
    "script-src": "'self'",
    "connect-src": "'self'",
    "manifest-src": "'self'",
    "worker-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}
# Where an owner may allow more, besides those above.
MORE = ("child-src", "frame-src", "object-src")
# A page cannot say this of itself, and browsers complain: https://www.w3.org/TR/CSP3/#meta-element
HEADER_ONLY = ("frame-ancestors",)
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}
# Of this host alone: what other names of the domain are served by is not for us to say.
HTTPS = {"Strict-Transport-Security": "max-age=31536000"}
LASTING = "public, max-age=31536000, immutable"
ASKED_FOR = "no-cache"  # kept, but shown only after the host has said that it still holds
SOURCE = re.compile(r"[\w:/.*'+=~%@-]+", re.ASCII)
SETTING = Path("CSP_ALSO")


def policy_of(form_action: str, also: Policy) -> Policy:
    """The table's, and forms may be sent to ``form_action``, and what ``also`` names is allowed."""
    policy = dict(POLICY)
    if origin := origin_of(form_action):
        policy["form-action"] += f" {origin}"
    for directive, sources in also.items():
        before = policy.get(directive, "").replace("'none'", "")
        policy[directive] = " ".join([*before.split(), *sources.split()])
    return policy


def checked(also: object) -> tuple[dict[str, str], list[Problem]]:
    """What of an owner's additions may stand in a policy, and what is wrong with the rest."""
    if not isinstance(also, dict):
        what = f"{also!r} is no table of directives"
        return {}, [Problem(SETTING, 0, 0, what, 'Write {"frame-src": "https://…"}')]
    good: dict[str, str] = {}
    problems = []
    for directive, sources in also.items():
        if directive not in (*POLICY, *MORE):
            what = f"a content policy has no {directive!r}"
            remedy = did_you_mean(str(directive), (*POLICY, *MORE))
            problems.append(Problem(SETTING, 0, 0, what, remedy or "Write one like frame-src"))
        elif not isinstance(sources, str) or not all(map(SOURCE.fullmatch, sources.split())):
            what = f"{directive} is {sources!r}, and those are no addresses"
            remedy = "Write one like https://www.example.org, or several with spaces between"
            problems.append(Problem(SETTING, 0, 0, what, remedy))
        else:
            good[directive] = sources
    return good, problems


def origin_of(address: str) -> str:
    """``https://example.org`` of an address there, ``data:`` of one that has no host, else ""."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    if not parts.netloc:
        return f"{parts.scheme}:" if parts.scheme else ""
    return f"{parts.scheme or 'https'}://{parts.netloc}"


def spelt(policy: Policy) -> str:
    return "; ".join(f"{directive} {sources}" for directive, sources in policy.items())


def spelt_in_a_page(policy: Policy) -> str:
    return spelt({name: told for name, told in policy.items() if name not in HEADER_ONLY})


def headers(policy: Policy = POLICY, *, https: bool = False) -> dict[str, str]:
    """Those of every answer, but for how long it may be kept."""
    return {"Content-Security-Policy": spelt(policy), **HEADERS, **(HTTPS if https else {})}


def cache_control(path: str) -> str:
    """How long what is there may be kept."""
    return LASTING if is_lasting(path) else ASKED_FOR


def rules_in(text: str) -> Iterator[tuple[str, dict[str, str]]]:
    """Of a file ``_headers``: a path, or the beginning of paths and ``*``, with its headers."""
    for block in filter(None, re.split(r"\n(?=\S)", text.strip())):
        path, *lines = block.splitlines()
        yield (
            path,
            {name: told for name, _, told in (line.strip().partition(": ") for line in lines)},
        )


def told_by(text: str, path: str) -> dict[str, str]:
    """What a file ``_headers`` says of a path."""
    told: dict[str, str] = {}
    for place, found in rules_in(text):
        if path == place or (place.endswith("*") and path.startswith(place[:-1])):
            told |= found
    return told
