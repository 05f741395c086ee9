"""What happened, as one JSON object a line, without a word of anybody's."""

import json
import logging
from datetime import UTC, datetime

LOG = logging.getLogger("plugins.inbox")


def tell(event: str, **facts: str | int) -> None:
    """Of facts: ids, numbers, and names of our own; never a name, an address or a text."""
    level = logging.ERROR if event == "failed" else logging.INFO
    LOG.log(level, event, extra={"facts": facts})


class Lines(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        facts = getattr(record, "facts", {})
        return json.dumps({"at": at, "event": record.getMessage(), **facts})


def listen() -> None:
    """Write it to stderr."""
    handler = logging.StreamHandler()
    handler.setFormatter(Lines())
    LOG.addHandler(handler)
    LOG.setLevel(logging.INFO)
    LOG.propagate = False
    # A log that cannot be written is no reason to answer nobody.
    logging.raiseExceptions = False
