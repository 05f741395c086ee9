"""``make canary``: for cron, silent when a message arrives and one line when it does not."""

import secrets
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import cast
from urllib.parse import urlsplit

import click

from plugins.canary.canary import Canary, CanaryError, Mailbox, mailbox_of, send
from plugins.inbox.settings import environment, number_of, siteurl_of
from plugins.moderation.desk import Desk
from plugins.moderation.remote import Remote
from plugins.moderation.session import MISTAKES
from plugins.site.call import settings_in

LOOK_SECONDS = 2


@click.command()
@click.option("--settings", "conf", type=Path, default="pelicanconf.py")
def main(conf: Path) -> None:
    """Send a marked message by the contact form, and see that it arrives."""
    try:
        given = environment()
        site = siteurl_of(given.get("SITEURL") or settings_in(conf)["SITEURL"])
        seconds = number_of(given, "CANARY_SECONDS", default=300, least=1)
        inbox = given.get("INBOX", "")
        desk = cast(Desk, Remote(inbox)) if inbox else Desk(given, now=lambda: datetime.now(UTC))
        mailbox = mailbox_of(given)
        if not mailbox and not desk.about()["exists"]:
            raise CanaryError(
                "there is no inbox here: say where it is, INBOX=ssh://host/folder,"
                " or where its mails arrive, CANARY_IMAP=imaps://user@host/INBOX"
            )
        mark = secrets.token_hex(16)
        canary = Canary(mark, str(urlsplit(site).hostname))
        send(site, canary)
        watch(canary, desk, mailbox, seconds)
    except (CanaryError, *MISTAKES) as error:
        print(f"canary: {str(error).rstrip('.')}.", file=sys.stderr)
        raise SystemExit(1) from error


def watch(canary: Canary, desk: Desk, mailbox: Mailbox | None, seconds: int) -> None:
    """Until the message has arrived; then nothing is left of it. Raise CanaryError."""
    until = time.monotonic() + seconds
    while missing := absent(canary, desk, mailbox):
        if time.monotonic() > until:
            raise CanaryError(f"after {seconds} seconds {missing}")
        time.sleep(LOOK_SECONDS)
    if desk.about()["exists"]:
        # Those too that did not arrive in their time, and stayed for a person to look at.
        sent = (message["answers"].get("email", "") for message in desk.search([canary.host]))
        for address in {canary.address, *filter(canary.is_like, sent)}:
            desk.erase(address)


def absent(canary: Canary, desk: Desk, mailbox: Mailbox | None) -> str:
    """What is still missing, or ""."""
    if desk.about()["exists"]:
        kept = desk.export(canary.address)
        if not kept["messages"]:
            return "the message is not in the inbox, although it was thanked for"
        waiting = [mail for mail in kept["mails"] if not mail["sent_at"]]
        if waiting:
            error = waiting[0]["error"]
            return f"the mail about it is not sent{': ' * bool(error)}{error}"
    if mailbox and not mailbox.take(canary.mark):
        return "the mail about it is not in the mailbox"
    return ""


if __name__ == "__main__":
    main(prog_name="make canary")
