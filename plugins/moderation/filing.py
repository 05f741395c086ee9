"""The files of approved replies, brought from whatever they are to what the inbox says."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from plugins.moderation.desk import Desk, DeskError
from plugins.replies.files import Reply, is_id, write_reply


@dataclass(frozen=True, slots=True)
class Filed:
    """Which files were written, which removed; the numbers of replies that name no article."""

    written: tuple[Path, ...]
    removed: tuple[Path, ...]
    unfit: tuple[int, ...]


def collect(desk: Desk, content: Path) -> Filed:
    """A file that is there is never written anew, nor one removed that the inbox knows nothing of.

    Raises DeskError, where a file cannot be written or removed; what the desk
    decided stays decided, and the next call goes on.
    """
    folder = content / "replies"
    # By id alone: an author may have moved a reply to another article's folder.
    present = {path.stem: path for path in folder.glob("*/*.toml") if is_id(path.stem)}
    asked = desk.filing(sorted(present))
    written, removed = [], []
    try:
        for told in asked["write"]:
            # What answers a reply that is not there stands by itself.
            to = told["to"] if told["to"] in present else ""
            name = " ".join(told["name"].split())
            date = datetime.fromisoformat(told["date"])
            reply = Reply(told["id"], told["article"], name, date, told["comment"], to)
            present[reply.id] = write_reply(folder, reply)
            written.append(present[reply.id])
        for id_ in asked["remove"]:
            path = present[id_]
            path.unlink(missing_ok=True)
            removed.append(path)
            with suppress(OSError):  # others are in it
                path.parent.rmdir()
    except (OSError, ValueError) as error:
        raise DeskError(
            f"The files in {folder} are not as decided. Reason: {error}."
            ' The decisions stand; once that is mended: make inbox DO="collect"'
        ) from error
    return Filed(tuple(written), tuple(removed), tuple(asked["unfit"]))
