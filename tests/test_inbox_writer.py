"""The thread that writes, its tokens and its settings, each by itself."""

import asyncio
import os
import sqlite3
import threading
from base64 import urlsafe_b64encode
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.inbox.database import Place, StoreError
from plugins.inbox.settings import SettingError, environment, settings_of
from plugins.inbox.store import Message, Store
from plugins.inbox.tokens import read_token, token
from plugins.inbox.writer import Writer
from tests.databases import both

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


def message(name: str) -> Message:
    return Message(NOON, "contact", "", {"name": name})


class Full(Store):
    """It takes nothing whose name is "full"."""

    commits = 0

    def add(self, message: Message, mails: object = ()) -> Message:
        if message.answers["name"] == "full":
            raise sqlite3.OperationalError("database or disk is full")
        return super().add(message)


@both
def test_what_waits_is_one_batch(place: Place) -> None:
    begun, go_on = threading.Event(), threading.Event()

    def wait(store: Store) -> None:
        begun.set()
        go_on.wait(5)

    async def sent() -> list[object]:
        writer = Writer(Store(place))
        first = asyncio.create_task(writer.do(wait))
        await asyncio.to_thread(begun.wait, 5)

        def named(name: str) -> "asyncio.Task[object]":
            def job(store: Store) -> object:
                if name == "at fault":
                    raise KeyError(name)
                return store.add(message(name)).number

            return asyncio.create_task(writer.do(job))

        tasks = [named(name) for name in ("a", "b", "at fault", "c")]
        gone = named("gone")
        await asyncio.sleep(0)
        gone.cancel()
        await asyncio.sleep(0)
        go_on.set()
        await first
        done: list[object] = list(await asyncio.gather(*tasks, return_exceptions=True))
        await asyncio.to_thread(writer.close)
        with pytest.raises(StoreError, match="closed"):
            await writer.do(wait)
        return done

    a, b, fault, c = asyncio.run(sent())
    assert (a, b, c) == (1, 2, 3)
    assert isinstance(fault, KeyError)
    with closing(Store(place)) as store:
        assert [m.answers["name"] for m in store.in_state("waiting")] == ["a", "b", "c"]


def test_a_batch_that_the_disk_refuses_is_refused_whole_and_the_next_is_not(
    tmp_path: Path,
) -> None:
    async def sent() -> list[object]:
        writer = Writer(Full(tmp_path / "inbox"))

        async def kept(name: str) -> Message:
            return await writer.do(lambda store: store.add(message(name)))

        first = await asyncio.gather(*map(kept, ("a", "full", "b")), return_exceptions=True)
        second = await writer.do(lambda store: store.add(message("after")).answers["name"])
        await asyncio.to_thread(writer.close)
        return [*first, second]

    *first, second = asyncio.run(sent())
    refused = [error for error in first if isinstance(error, StoreError)]
    assert "took nothing. Reason: database or disk is full." in str(refused[0])
    assert second == "after"
    with closing(Store(tmp_path / "inbox")) as store:
        kept = {m.answers["name"] for m in store.in_state("waiting")}
    stored = {m.answers["name"] for m in first if isinstance(m, Message)}
    assert kept == {*stored, "after"}


instants = st.datetimes(datetime(1971, 1, 1), datetime(2200, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001


@given(st.binary(max_size=40), st.uuids(), st.integers(0, 2**32 - 1), instants)
def test_a_token_says_what_it_was_told(key: bytes, id_: UUID, round_: int, at: datetime) -> None:
    text = token(key, "decide", str(id_), round_, at)
    assert read_token(key, "decide", text) == (str(id_), round_, at.replace(microsecond=0))
    for other_key, purpose, other in (
        (key, "confirm", text),
        (key + b"x", "decide", text),
        (key, "decide", text[:-4]),
        (key, "decide", ("B" if text[0] == "A" else "A") + text[1:]),
    ):
        with pytest.raises(ValueError):
            read_token(other_key, purpose, other)  # type: ignore[arg-type]


@given(st.text() | st.binary().map(lambda raw: urlsafe_b64encode(raw).decode()))
def test_nobody_else_makes_a_token(text: str) -> None:
    with pytest.raises(ValueError):
        read_token(b"key", "decide", text)


@pytest.mark.parametrize(
    ("siteurl", "root", "origin"),
    [
        pytest.param("https://example.org", "", "https://example.org", id="a host of its own"),
        pytest.param(
            "http://127.0.0.1:8000/", "", "http://127.0.0.1:8000", id="a slash is no path"
        ),
        pytest.param("https://Example.org:443/a/b/", "/a/b", "https://example.org", id="a path"),
        pytest.param("http://[::1]:80/", "", "http://[::1]", id="IPv6"),
    ],
)
def test_site_root_and_origin(tmp_path: Path, siteurl: str, root: str, origin: str) -> None:
    settings = settings_of({"SITEURL": siteurl, "INBOX_SITE": str(tmp_path)})
    assert (settings.site_root, settings.origin) == (root, origin)


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        pytest.param({"SITEURL": ""}, "SITEURL is not set", id="no address"),
        pytest.param({"SITEURL": "example.org"}, "must look like https://", id="no scheme"),
        pytest.param({"SITEURL": "http://[::1/"}, "must look like https://", id="half a bracket"),
        pytest.param({"INBOX_SITE": ""}, "INBOX_SITE is not set", id="no site"),
        pytest.param({"INBOX_SITE": "nowhere"}, "no such folder", id="a site that is not there"),
        pytest.param({"INBOX_DATABASE": "no/i"}, "there is no folder no", id="no folder for it"),
        pytest.param({"INBOX_DATABASE": "."}, "is a folder", id="a folder for a database"),
        pytest.param(
            {"INBOX_DATABASE": "postgresql://me:p/ss@host/db"},
            "with %40 for @",
            id="half a password",
        ),
        pytest.param({"INBOX_PORT": "80a"}, "INBOX_PORT is 80a", id="no number"),
        pytest.param({"INBOX_PORT": "70000"}, "1 to 65535", id="no port"),
        pytest.param({"INBOX_MAX_BYTES": "1000"}, "1048576 or more", id="hardly a page"),
        pytest.param({"INBOX_PROXIES": "10.0.0.1/8"}, "must look like", id="no network"),
    ],
)
def test_a_wrong_setting_is_named(tmp_path: Path, changed: dict[str, str], sentence: str) -> None:
    told = {"SITEURL": "https://example.org", "INBOX_SITE": str(tmp_path), **changed}
    with pytest.raises(SettingError, match=sentence):
        settings_of(told)


def test_the_file_is_read_under_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert environment() == dict(os.environ)
    (tmp_path / "inbox.env").write_text(
        "# whom to tell\n\nMAIL_TO=us@example.org \n"
        "SITEURL = \"https://a.example\"\nX='a # b'\nY=\n"
    )
    monkeypatch.setenv("SITEURL", "https://b.example")
    told = environment()
    assert (told["MAIL_TO"], told["X"], told["Y"]) == ("us@example.org", "a # b", "")
    assert told["SITEURL"] == "https://b.example"
    (tmp_path / "inbox.env").write_bytes(b"\xff")
    with pytest.raises(SettingError, match=r"inbox\.env cannot be read"):
        environment()


@both
def test_the_same_shortly_after_is_the_same(place: Place) -> None:
    with closing(Store(place)) as store, store.transaction():
        first, again = store.add(message("a")), store.add(message("a"))
        assert (first.number, again.id) == (1, first.id)
        later = Message(NOON + timedelta(hours=25), "contact", "", {"name": "a"})
        assert store.add(later).number == 2
