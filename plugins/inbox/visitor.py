"""Where a request came from, and how often of late."""

from collections import OrderedDict
from collections.abc import Sequence
from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address, ip_network

from starlette.requests import Request

from plugins.inbox.settings import Network

# What one household, one office or one person in haste sends at most.
MOST = 10
WITHIN = timedelta(minutes=10)
MAX_PREFIXES = 10_000
UNKNOWN = "unknown"


def address_of(request: Request, proxies: Sequence[Network]) -> str:
    """The visitor's prefix: what one visitor can be assumed to have all of.

    An IPv4 address, the first half of an IPv6 address, or UNKNOWN. A proxy says
    whom it speaks for: the last in the last X-Forwarded-For is its own word, what stands
    before may be anybody's.
    """
    told = request.client.host if request.client else ""
    # A unix socket has no address: only a proxy on this machine can reach it.
    if not told or _among(told, proxies):
        forwarded = request.headers.getlist("x-forwarded-for")
        told = forwarded[-1].rpartition(",")[2].strip() if forwarded else told
    return prefix(told)


def prefix(address: str) -> str:
    try:
        ip = ip_address(address)
    except ValueError:
        return UNKNOWN
    if isinstance(ip, IPv6Address):
        if not ip.ipv4_mapped:
            return str(ip_network((int(ip) >> 64 << 64, 64)))
        ip = ip.ipv4_mapped
    return str(ip)


def _among(address: str, networks: Sequence[Network]) -> bool:
    try:
        return any(ip_address(address) in network for network in networks)
    except ValueError:
        return False


class Rates:
    """How often each prefix has sent, for as many prefixes as memory is given for."""

    def __init__(self) -> None:
        self._counts: OrderedDict[str, tuple[datetime, int]] = OrderedDict()

    def count(self, prefix: str, now: datetime) -> int:
        """How often it has sent since its time began anew, this time included."""
        began, count = self._counts.pop(prefix, (now, 0))
        if not timedelta(0) <= now - began < WITHIN:
            began, count = now, 0
        self._counts[prefix] = (began, count + 1)
        if len(self._counts) > MAX_PREFIXES:
            self._counts.popitem(last=False)
        return count + 1
