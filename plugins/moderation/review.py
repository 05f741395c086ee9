"""The queue, one message at a time, one key for each."""

import click

from plugins.inbox.store import Message, State
from plugins.moderation.desk import DeskError, only
from plugins.moderation.session import MISTAKES, Session
from plugins.moderation.terminal import show

KEYS = "a approve  r reject  s spam  w answer  n next  u undo  q quit"
STATES: dict[str, State] = {"a": "approved", "r": "rejected", "s": "spam"}
KNOWN = (*STATES, "w", "n", "u", "q")


def review(session: Session) -> None:
    """Ends when all have been seen, or the person quits."""
    queue, decided, at = session.queue(), list[int](), 0
    if not queue:
        session.say("No message waits.")
        return
    while at < len(queue):
        message = queue[at]
        session.console.print()
        show(session.console, message)
        session.say(f"{at + 1} of {len(queue)}:  {KEYS}")
        while (key := pressed()) not in KNOWN:
            pass
        if key == "q":
            return
        try:
            if key == "u":
                if decided:
                    at = decided.pop()
                    session.decide([only(queue[at])], "waiting")
            elif key == "n":
                at += 1
            elif key != "w" or answered(session, message):
                if key in STATES:
                    session.decide([only(message)], STATES[key])
                decided.append(at)
                at += 1
        except (*MISTAKES, click.ClickException) as error:
            session.say(str(error))
    session.say("That was the last.")


def answered(session: Session, message: Message) -> bool:
    """Whether it waits no more: an answer decides nothing about a reply."""
    if session.desk.about()["mail"]:
        return session.answer(message, None) and message.form != "reply"
    try:
        return session.answer(message, None)
    except DeskError as error:
        session.say(str(error))
    if message.form == "reply":
        return False
    session.say("Or press y when you have written to them; any other key leaves it waiting.")
    if pressed() != "y":
        return False
    session.decide([only(message)], "answered")
    return True


def pressed() -> str:
    try:
        return click.getchar().lower()
    except (EOFError, KeyboardInterrupt):
        return "q"
