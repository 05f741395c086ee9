"""What waits in the inbox, and what is to become of it."""

import json
import re
import shlex
import sys
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import cast

import click
from rich.console import Console

from plugins.inbox.settings import environment
from plugins.inbox.store import Message, State
from plugins.moderation.desk import Desk, DeskError, Span, message_from, only
from plugins.moderation.remote import Remote, serve
from plugins.moderation.review import review
from plugins.moderation.session import MISTAKES, Session
from plugins.moderation.terminal import one_line, printable, show

NUMBERS = re.compile(r"([0-9]{1,9})(?:-([0-9]{1,9}))?")
LEFT_OVER = """\
What is not here cannot be erased from here:
- published pages and feeds, until: make publish
- mails that were sent, and the log of the web server
- back-ups of the inbox and its *.before-restore: erase again after a restore, or delete them
- the log (WAL) of a PostgreSQL server, its standbys and archives: they end with its retention
- copies that others made"""
IN_GIT = """\
- git: if the first shows that its history has them, the second writes that history anew
    git log --all --oneline -- {files}
    git filter-repo --invert-paths {globs}"""


class Numbers(click.ParamType[Span]):
    name = "3 or 5-9"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> Span:
        if not (numbers := NUMBERS.fullmatch(value)):
            self.fail(f"{value!a} is no number of a message, and no span like 5-9")
        first = int(numbers[1])
        if (last := int(numbers[2] or first)) < first:
            self.fail(f"{value} ends before it begins")
        return first, last


some = click.argument("spans", metavar="NUMBERS", type=Numbers(), nargs=-1, required=True)


@click.group(invoke_without_command=True)
@click.pass_context
def main(context: click.Context) -> None:
    """Decide what becomes of what visitors sent: make inbox DO="approve 3 5-9".

    Without a command: one message at a time on a terminal, and a list elsewhere.
    """
    given = environment()
    if context.invoked_subcommand == "serve":
        context.obj = desk_here(given)
        return
    inbox = given.get("INBOX", "")
    # It takes the same questions; see QUESTIONS.
    desk = cast(Desk, Remote(inbox)) if inbox else desk_here(given)
    # What a visitor typed is never markup.
    console = Console(markup=False, emoji=False, highlight=False)
    context.obj = Session(desk, given, console)
    if context.invoked_subcommand is None:
        person = sys.stdin.isatty() and sys.stdout.isatty()
        context.invoke(review_ if person else list_)


def desk_here(given: dict[str, str]) -> Desk:
    return Desk(given, now=lambda: datetime.now(UTC))


@main.command("review")
@click.pass_obj
def review_(session: Session) -> None:
    """Walk through what waits, a key for each message."""
    if has_inbox(session):
        review(session)
        session.file_replies()


@main.command("list")
@click.option("--all", "all_", is_flag=True, help="Not only what waits.")
@click.pass_obj
def list_(session: Session, all_: bool) -> None:
    """Show what waits, oldest first, and why it is held."""
    if has_inbox(session):
        told = session.desk.everything() if all_ else session.desk.queue()
        show_all(session, list(map(message_from, told)), "No message waits.")
        session.file_replies()


def has_inbox(session: Session) -> bool:
    """Before the first message there is none, which is no mistake."""
    about = session.desk.about()
    if not about["exists"]:
        session.say(f"No message waits: there is no {about['database']} yet.")
    return bool(about["exists"])


def show_all(session: Session, messages: Sequence[Message], none: str) -> None:
    for message in messages:
        show(session.console, message, whole=False)
    if not messages:
        session.say(none)


@main.command("show")
@some
@click.pass_obj
def show_(session: Session, spans: Sequence[Span]) -> None:
    """Show messages whole."""
    for message in map(message_from, session.desk.named(spans)):
        show(session.console, message)


@main.command()
@click.argument("words", nargs=-1, required=True)
@click.pass_obj
def search(session: Session, words: Sequence[str]) -> None:
    """Show messages in any state that hold the words."""
    found = list(map(message_from, session.desk.search(words)))
    show_all(session, found, "No message holds that.")


def decision(name: str, state: State, help_: str) -> None:
    @main.command(name, help=help_)
    @click.argument("spans", metavar="NUMBERS", type=Numbers(), nargs=-1)
    @click.option("--held", is_flag=True, help="All that are held.")
    @click.option("--with", "text", default="", help="All that wait and hold this text.")
    @click.option("--yes", is_flag=True, help="Do not ask.")
    @click.pass_obj
    def decide(session: Session, spans: Sequence[Span], held: bool, text: str, yes: bool) -> None:
        if bool(spans) == bool(held or text):
            raise click.UsageError(f"Name the messages, like {name} 3 5-9, or --held or --with.")
        if not spans:
            found = map(message_from, session.desk.search([text] if text else []))
            chosen = [
                message
                for message in found
                if message.state == "waiting"
                and (message.held or not held)
                and (message.form == "reply" or state != "approved")
            ]
            show_all(session, chosen, "No such message waits.")
            if not chosen:
                return
            # What has arrived since was not seen, and is not meant.
            ask(f"{name.capitalize()} these {len(chosen)}?", yes)
            spans = list(map(only, chosen))
        session.decide(spans, state)
        session.file_replies()


decision("approve", "approved", "Publish replies, each as a file among the posts.")
decision("reject", "rejected", "Put messages away, unpublished.")
decision("spam", "spam", "Put messages away as spam.")


@main.command()
@some
@click.pass_obj
def undo(session: Session, spans: Sequence[Span]) -> None:
    """Let messages wait again.

    What the decision wrote or queued is taken back, but for mail that was sent.
    """
    session.decide(spans, "waiting")
    session.file_replies()


@main.command()
@some
@click.option("--text", help="The answer; without it an editor is opened.")
@click.option("--sent", is_flag=True, help="You have written to them yourself.")
@click.pass_obj
def answer(session: Session, spans: Sequence[Span], text: str | None, sent: bool) -> None:
    """Answer by mail."""
    if sent:
        session.decide(spans, "answered")
        return
    for message in map(message_from, session.desk.named(spans)):
        if message.state == "waiting" or only(message) in spans:
            if text is None:
                show(session.console, message)
            session.answer(message, text)


@main.command()
@click.argument("address")
@click.pass_obj
def export(session: Session, address: str) -> None:
    """Print as JSON all that is kept of an e-mail address."""
    click.echo(json.dumps(session.desk.export(address), indent=2))


@main.command()
@click.argument("address")
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.pass_obj
def erase(session: Session, address: str, yes: bool) -> None:
    """Erase all that is kept of an e-mail address."""
    kept = session.desk.export(address)
    show_all(session, list(map(message_from, kept["messages"])), "No message has that address.")
    if kept["messages"]:
        ask("Erase them for ever, and the mails about them?", yes)
    erased = session.desk.erase(address)
    if erased["erased"]:
        session.say(f"Erased: {', '.join(map(str, erased['erased']))}.")
    if erased["mention"]:
        session.say(f"Others name the address: show {' '.join(map(str, erased['mention']))}")
    if not erased["gone"]:
        session.say("The database is being read, so their bytes are still in it: erase once more.")
    session.file_replies()
    session.say(LEFT_OVER)
    replies = session.content / "replies/*"
    files = [str(replies / f"{m['id']}.toml") for m in kept["messages"] if m["form"] == "reply"]
    if files:
        globs = [word for file in files for word in ("--path-glob", file)]
        session.say(IN_GIT.format(files=shlex.join(files), globs=shlex.join(globs)))


@main.command()
@click.option("--retry", is_flag=True, help="Send them again.")
@click.pass_obj
def mail(session: Session, retry: bool) -> None:
    """Show mails that could not be sent, and why."""
    if retry:
        session.say(f"{session.desk.retry()} will be sent again.")
        return
    parked = session.desk.parked()
    for row in parked:
        session.say(one_line(f"{row['kind']} to {row['to']}: {row['error']}"))
    if not parked:
        session.say("No mail is parked.")


@main.command()
@click.pass_obj
def collect(session: Session) -> None:
    """Write what is approved, remove what is not."""
    if not session.content.is_dir():
        raise DeskError(f"There is no folder {session.content}. Name that of the posts: INPUTDIR=")
    session.file_replies()


@main.command()
@click.argument("file")
@click.pass_obj
def backup(session: Session, file: str) -> None:
    """Copy the inbox, in use or not, to a new file."""
    session.say(f"Backed up: {session.desk.backup(file)}")


@main.command()
@click.argument("file")
@click.pass_obj
def restore(session: Session, file: str) -> None:
    """Put a back-up in the place of the inbox.

    The receiver must be stopped. What was there is kept.
    """
    if kept := session.desk.restore(file):
        session.say(f"What was there until now: {kept}")
    session.say(
        "Restored. Erase again what was erased since that back-up was made."
        ' Mails not sent by then are parked: make inbox DO="mail"'
    )


@main.command()
@click.pass_obj
def purge(session: Session) -> None:
    """Delete what was kept long enough.

    The receiver does so each day.
    """
    session.say(f"Deleted: {session.desk.purge()}.")


@main.command("serve", hidden=True)
@click.pass_obj
def serve_(desk: Desk) -> None:
    """Answer the questions of a desk on another machine, a line each."""
    serve(desk, sys.stdin, sys.stdout)


def ask(question: str, yes: bool) -> None:
    if not yes:
        click.confirm(question, abort=True)


def run(command: Callable[..., object]) -> int:
    """The status to end with. A mistake is one line."""
    for stream in (sys.stdout, sys.stderr):
        # A terminal may lack letters that a visitor has.
        stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
    try:
        command(prog_name="make inbox", standalone_mode=False)
    except click.Abort:
        return fail("Nothing was done.", 1)
    except click.ClickException as error:
        return fail(error.format_message(), 2)
    except MISTAKES as error:
        return fail(str(error), 2)
    return 0


def fail(sentence: str, status: int) -> int:
    click.echo(printable(sentence), err=True)
    return status


if __name__ == "__main__":
    sys.exit(run(main))
