"""``python -m plugins.inbox``: the receiver, until it is told to end."""

import asyncio
import signal
import sys

from granian.constants import Interfaces
from granian.http import HTTP1Settings
from granian.server.embed import Server

from plugins.common.port import PortError, claim
from plugins.inbox.app import alone, from_environment
from plugins.inbox.log import listen

USAGE = "python -m plugins.inbox takes no words: set the environment, or write inbox.env."
# Who takes longer to say what is wanted keeps a connection from others.
HEADER_MILLISECONDS = 3_000
BACKLOG = 1_024


def main() -> None:
    if sys.argv[1:]:
        print(USAGE, file=sys.stderr)
        raise SystemExit(2)
    receiver = from_environment()
    settings = receiver.settings
    try:
        claim(settings.host, settings.port)
    except PortError as error:
        print(f"{error} Stop what holds it, or set INBOX_HOST or INBOX_PORT.", file=sys.stderr)
        raise SystemExit(2) from error
    listen()
    # One process: beside a supervisor, a worker would outlive a kill and keep port and database.
    server = Server(
        alone(receiver),
        settings.host,
        settings.port,
        interface=Interfaces.ASGI,
        backlog=BACKLOG,
        http1_settings=HTTP1Settings(header_read_timeout=HEADER_MILLISECONDS),
        websockets=False,
        log_enabled=False,
    )
    asyncio.run(served(server))


async def served(server: Server) -> None:
    for stop in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(stop, server.stop)
    await server.serve()


if __name__ == "__main__":
    main()
