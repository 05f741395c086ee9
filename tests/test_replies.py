"""What readers answered: its files, its markup, its pages and its feeds."""

from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.replies.files import Reply, read_replies, spelled, write_reply

ARTICLE_ID = "0f0e7a52-6ac6-4cf6-8a5c-2a3d4e5f6a7b"
ID = "11111111-1111-4111-8111-111111111111"
OTHER_ID = "22222222-2222-4222-8222-222222222222"
SAID = datetime(2026, 3, 5, 9, 30, tzinfo=UTC)

ids = st.uuids().map(str)
zones = st.timedeltas(timedelta(hours=-23), timedelta(hours=23)).map(
    lambda offset: timezone(timedelta(minutes=offset // timedelta(minutes=1)))
)
texts = st.text(min_size=1).filter(str.strip)
replies = st.builds(
    Reply,
    id=ids,
    article=ids,
    name=texts,
    date=st.datetimes(datetime(2, 1, 1), datetime(9998, 12, 31), timezones=zones),
    comment=texts | texts.map(lambda text: f"{text}\r\n'''\n\"\"\"{text}\\"),
    to=st.just("") | ids,
)


@given(replies)
def test_what_is_written_is_read_again(
    tmp_path_factory: pytest.TempPathFactory, reply: Reply
) -> None:
    folder = tmp_path_factory.mktemp("replies")
    path = write_reply(folder, reply)
    assert path == folder / reply.article / f"{reply.id}.toml"
    assert read_replies(path.parent) == ([reply], [])
    assert list(path.parent.iterdir()) == [path]


@pytest.mark.parametrize("id_", ["../../x", "", ID.replace("-", ""), ID + "\n", "{" + ID + "}"])
@pytest.mark.parametrize("key", ["id", "article"])
def test_what_is_no_id_names_no_file(key: str, id_: str, tmp_path: Path) -> None:
    ids = {"id": ID, "article": ARTICLE_ID, key: id_}
    with pytest.raises(ValueError, match="not the ids of a reply"):
        write_reply(tmp_path, Reply(**ids, name="Rita", date=SAID, comment="Yes, and why?"))
    assert list(tmp_path.iterdir()) == []


def test_a_file_is_as_a_person_would_write_it() -> None:
    reply = Reply(ID, ARTICLE_ID, 'Rita "R"', SAID, "One.\n\nTwo: 日本.", OTHER_ID)
    assert spelled(reply) == (
        'name = "Rita \\"R\\""\n'
        "date = 2026-03-05 09:30:00+00:00\n"
        f'to = "{OTHER_ID}"\n'
        'comment = """\nOne.\n\nTwo: 日本."""\n'
    )


FILE = 'name = "Rita"\ndate = 2026-03-05T09:30:00Z\ncomment = "Yes, and why?"\n'


@pytest.mark.parametrize(
    ("text", "told", "read"),
    [
        pytest.param(FILE, [], True, id="all is well"),
        pytest.param(
            FILE.replace("name", "nmae"),
            [
                "1: 'nmae' is no key of a reply. Did you mean 'name'?",
                '1: there is no name. Add a line name = "…".',
            ],
            False,
            id="a misspelt key",
        ),
        pytest.param(
            FILE + 'email = "rita@example.org"\n',
            ["4: 'email' is no key of a reply. Use one of: comment, date, name, to."],
            True,
            id="an address that is not for publishing",
        ),
        pytest.param(
            FILE.replace("Z\n", "\n"),
            ["2: there is no date with its zone. Write it like 2026-03-04T09:30:00Z."],
            False,
            id="a time of day somewhere",
        ),
        pytest.param(
            FILE.replace("T09:30:00Z", ""),
            ["2: there is no date with its zone. Write it like 2026-03-04T09:30:00Z."],
            False,
            id="a day",
        ),
        pytest.param(
            FILE.replace('"Yes, and why?"', '" \\n"'),
            ['3: there is no comment. Add a line comment = "…".'],
            False,
            id="an empty comment",
        ),
        pytest.param(
            FILE + "to = 7\n",
            ["4: this is no id of a reply. Give the name of its file without .toml."],
            True,
            id="an answer to a number",
        ),
        pytest.param(
            FILE.replace('= "Rita"', "= Rita"),
            ["1:8: this is not TOML: Invalid value. Mend this line."],
            False,
            id="no TOML",
        ),
    ],
)
def test_a_mistake_in_a_file_is_told_with_its_line(
    text: str, told: list[str], read: bool, tmp_path: Path
) -> None:
    path = tmp_path / f"{ID}.toml"
    path.write_text(text, "utf-8")
    found, problems = read_replies(tmp_path)
    assert [str(problem) for problem in problems] == [f"{path}:{line}" for line in told]
    assert [reply.id for reply in found] == [ID] * read


def test_a_file_that_nobody_will_read_is_told(tmp_path: Path) -> None:
    for name in ("notes.toml", f"{ID}.tml", f"{ID.upper()}A.toml", f".{ID}.toml"):
        (tmp_path / name).write_text(FILE)
    found, problems = read_replies(tmp_path)
    assert found == []
    assert len(problems) == 3
    assert UUID(ID)
