"""What waits in the inbox, for the person who answers it."""

import os
import sys
from contextlib import closing
from pathlib import Path

import click
from rich.console import Console
from rich.text import Text

from plugins.inbox.settings import SettingError, database_of
from plugins.inbox.store import Message, Store, StoreError
from plugins.inbox.terminal import body, heading


@click.group()
def main() -> None:
    """Read what visitors sent."""


@main.command("list")
def show() -> None:
    """Show what waits, oldest first."""
    # What a visitor typed is never markup.
    console = Console(markup=False, emoji=False, highlight=False, soft_wrap=True)
    try:
        waiting = waiting_in(database_of(os.environ))
    except (SettingError, StoreError) as error:
        print(error, file=sys.stderr)
        raise SystemExit(2) from error
    if not waiting:
        console.print("No message waits.")
    for number, message in waiting:
        console.print(Text(heading(number, message), style="bold"))
        console.print(Text(body(message)), end="\n\n")


def waiting_in(database: Path) -> list[tuple[int, Message]]:
    """Nothing waits where nothing was ever received."""
    if not database.exists():
        return []
    with closing(Store(database)) as store:
        return list(store.waiting())


if __name__ == "__main__":
    main(prog_name="python -m plugins.inbox")
