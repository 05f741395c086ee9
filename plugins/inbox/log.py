"""What happened, as one JSON object a line, without a word of anybody's."""

import json
import logging
from datetime import UTC, datetime

LOG = logging.getLogger("plugins.inbox")


def tell(event: str, **facts: str | int) -> None:
    """Never a name, an address or a text: ids, numbers, and names of our own."""
    at = datetime.now(UTC).isoformat(timespec="milliseconds")
    LOG.info("%s", json.dumps({"at": at, "event": event, **facts}))


def listen() -> None:
    """Write it to stderr."""
    handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter("%(message)s"))
    LOG.addHandler(handler)
    LOG.setLevel(logging.INFO)
    LOG.propagate = False
    # A log that cannot be written is no reason to answer nobody.
    logging.raiseExceptions = False
