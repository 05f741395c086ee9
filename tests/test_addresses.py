"""Addresses: a post is remembered wherever it stood, and nobody has to think of it."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.addresses.ledger import read_ledger, spelled, write_ledger
from plugins.common.address import Address
from tests.conftest import ARTICLE, Build, write
from tests.servers import served
from tests.test_address import addresses, names

OWN = "6f2f1f0e-1b1a-4c6e-8f0a-0a0b0c0d0e0f"
GUID = "http://old.example/?p=7 a&b"
LEDGER = f"/articles/old/ urn:uuid:{OWN}\n"


def post(*lines: str) -> str:
    return ARTICLE.replace("\n\n", "\n" + "".join(f"{line}\n" for line in lines) + "\n")


@given(st.dictionaries(addresses, names.map(str.strip).filter(lambda n: len(n.splitlines()) == 1)))
def test_a_ledger_is_read_as_written(
    tmp_path_factory: pytest.TempPathFactory, held: dict[Address, str]
) -> None:
    path = tmp_path_factory.mktemp("ledger") / "addresses.txt"
    write_ledger(path, spelled(held))
    found, problems = read_ledger(path)
    assert ({a: holder.identity for a, holder in found.items()}, problems) == (held, [])
    lines = path.read_text("utf-8").splitlines()
    assert lines == sorted(lines)


def test_of_two_lines_the_last_counts(tmp_path: Path) -> None:
    path = tmp_path / "addresses.txt"
    path.write_text("/b/ one\n\n/a/ two\n/b/ three\n")
    assert (
        spelled({a: h.identity for a, h in read_ledger(path)[0].items()}) == "/a/ two\n/b/ three\n"
    )


def test_it_is_written_by_serve_and_publish_and_only_when_it_changes(
    tmp_path: Path, build: Build
) -> None:
    ledger = tmp_path / "content/addresses.txt"
    content = {
        "articles/a b.md": post(f"Id: {OWN}", "Tags: Bells"),
        "articles/café.md": post(f"Guid: {GUID}", "Slug: café", "Status: hidden"),
        "articles/draft.md": post("Status: draft"),
        "articles/tomorrow.md": ARTICLE.replace("2026", "2030"),
    }
    build(content)
    assert not ledger.exists()
    build(content, SERVE="1")
    expected = f"/articles/a-b/ urn:uuid:{OWN}\n/articles/caf%C3%A9/ {GUID}\n"
    assert ledger.read_text("utf-8") == expected
    build(tmp_path / "content", PUBLISH="1")
    ends = (".atom.xml", ".json", ".rss.xml")
    expected += "".join(f"/feeds/all{end} feed:all{end}\n" for end in ends)
    expected += "/topics/bells/ topic:bells\n"
    lists = [f"/feeds/topics/bells{end} feed:topics/bells{end}\n" for end in ends]
    expected = "".join(sorted([*expected.splitlines(keepends=True), *lists]))
    assert ledger.read_text("utf-8") == expected
    before = ledger.stat().st_ino
    build(tmp_path / "content", PUBLISH="1")
    assert ledger.stat().st_ino == before
    (tmp_path / "content/articles/a b.md").unlink()
    build(tmp_path / "content", PUBLISH="1")
    assert ledger.read_text("utf-8") == expected


def test_a_renamed_post_is_found_at_all_its_addresses(tmp_path: Path, build: Build) -> None:
    content = tmp_path / "content"
    build({"articles/one.md": post(f"Id: {OWN}")}, SERVE="1")
    for before, after in (("one", "two"), ("two", "three")):
        (content / f"articles/{before}.md").rename(content / f"articles/{after}.md")
        built = build(content, PUBLISH="1")
        assert built.status == 0, built.problems
    for old in ("one", "two"):
        soup = built.soup(f"articles/{old}/index.html")
        refresh, canonical = (
            soup.select_one("[http-equiv=refresh]"),
            soup.select_one("[rel=canonical]"),
        )
        assert refresh and refresh["content"] == "0; url=/articles/three/"
        assert canonical and canonical["href"] == "https://blog.example/articles/three/"
        assert soup.select("meta[name=robots][content=noindex]")
    assert built.text("_redirects").splitlines() == [
        "/articles/one/ /articles/three/ 301",
        "/articles/two/ /articles/three/ 301",
        "/articles/one /articles/three/ 301",
        "/articles/two /articles/three/ 301",
    ]
    # A new post takes the address, and its memory with it.
    (content / "articles/one.md").write_text(post("Slug: one").replace("A post", "Another"))
    built = build(content, PUBLISH="1")
    assert "Another" in built.text("articles/one/index.html")
    assert "/articles/one/" not in built.text("_redirects")


def test_links_to_old_addresses_work(build: Build) -> None:
    link = post().replace("Words.", "[Old](/2011/08/17/x/) and [older](/x).")
    built = build({"articles/a.md": post("Aliases: /2011/08/17/x /x/"), "articles/b.md": link})
    assert built.status == 0, built.problems
    assert (built.output / "2011/08/17/x/index.html").exists()


@pytest.mark.parametrize(
    ("files", "note"),
    [
        pytest.param(
            {"articles/a.md": post(f"Id: {OWN}", "Status: draft")},
            "a.md:1: note: /articles/old/ was public, and this is a draft now",
            id="a post that became a draft",
        ),
        pytest.param(
            {"articles/a.md": post("Guid: 7")},
            "addresses.txt:1: note: what was published at /articles/old/ leads nowhere: restore the"
            " post, give its successor Aliases: /articles/old/, or bring it back with Status:"
            " withdrawn",
            id="a post that is gone",
        ),
        pytest.param(
            {"articles/a.md": post("Guid: 7", "Aliases: /articles/old/")},
            "",
            id="or has a successor",
        ),
        pytest.param(
            {"articles/a.md": post(f"Id: {OWN}", "Status: withdrawn")}, "", id="or was withdrawn"
        ),
    ],
)
def test_what_is_no_more_is_noted(files: dict[str, str], note: str, build: Build) -> None:
    built = build({**files, "addresses.txt": LEDGER})
    assert (built.status, built.problems) == (0, ())
    assert built.notes == (f"content/{'articles/' * ('a.md' in note)}{note}\n" if note else "")


def test_a_withdrawn_post_answers_that_it_is_gone(tmp_path: Path, build: Build) -> None:
    built = build(
        {"articles/a.md": post(f"Id: {OWN}", "Status: withdrawn"), "addresses.txt": LEDGER},
        PUBLISH="1",
    )
    assert (built.status, built.problems) == (0, ())
    assert built.files().keys() >= {"_redirects", "articles/a/index.html"}
    for program in ("nginx", "caddy"):
        rules = tmp_path / "hosting"
        with served(program, built.output, rules, tmp_path / "run") as server:
            for address in ("/articles/a/", "/articles/a/index.html"):
                answered = server.ask(address)
                assert (answered.status, "withdrawn" in answered.body) == (410, True), address
            assert server.ask("/articles/old").location == "https://blog.example/articles/a/"


def test_continuous_integration_is_told_to_commit(tmp_path: Path, build: Build) -> None:
    content = {"articles/a.md": post("Guid: 7")}
    note = (
        "content/addresses.txt: note: addresses were published that are not in it:"
        " commit content/addresses.txt\n"
    )
    assert build(content, PUBLISH="1", CI="true").notes == note
    assert build(tmp_path / "content", PUBLISH="1", CI="true").notes == ""


def test_where_nothing_can_be_written_it_is_noted(tmp_path: Path, build: Build) -> None:
    (tmp_path / "content/.addresses.txt.new").mkdir(parents=True)
    built = build({"articles/a.md": post("Guid: 7")}, PUBLISH="1")
    assert built.status == 0
    assert "note: addresses cannot be remembered here: Is a directory" in built.notes


def test_a_problem_leaves_the_ledger_as_it_was(tmp_path: Path, build: Build) -> None:
    """Or the post that may be a renamed one would be remembered as another."""
    content = {"articles/new.md": ARTICLE, "addresses.txt": LEDGER}
    for _ in range(2):
        assert build(content, SERVE="1").status == 1
        assert (tmp_path / "content/addresses.txt").read_text("utf-8") == LEDGER


def test_a_new_post_that_is_no_renamed_one_says_so_by_its_own_id(
    tmp_path: Path, build: Build
) -> None:
    """Memory stays whole, and what became of the old post may be said at leisure."""
    content = tmp_path / "content"
    built = build({"articles/new.md": ARTICLE, "addresses.txt": LEDGER}, PUBLISH="1")
    own = built.problems[0].rpartition("; if not, ")[2].partition(",")[0]
    write(content, {"articles/new.md": post(own)})
    built = build(content, PUBLISH="1")
    assert (built.status, built.problems) == (0, ())
    assert "what was published at /articles/old/ leads nowhere" in built.notes
    ledger = (content / "addresses.txt").read_text("utf-8")
    assert LEDGER in ledger
    assert f"/articles/new/ urn:uuid:{own.removeprefix('Id: ')}\n" in ledger
    # What became of it is asked of the next one too, until it is said.
    write(content, {"articles/next.md": ARTICLE})
    assert build(content, PUBLISH="1").status == 1
    write(content, {"articles/old.md": post(f"Id: {OWN}", "Status: withdrawn")})
    assert build(content, PUBLISH="1").status == 0


def test_another_post_at_an_address_says_so_in_the_ledger(tmp_path: Path, build: Build) -> None:
    content = write(tmp_path / "content", {"articles/old.md": ARTICLE, "addresses.txt": LEDGER})
    (told,) = build(content, PUBLISH="1").problems
    new = re.findall(r"write (\S+) instead in content/addresses.txt:1\.$", told)[0]
    write(content, {"addresses.txt": LEDGER.replace(f"urn:uuid:{OWN}", new)})
    assert build(content, PUBLISH="1").status == 0


def test_an_alias_that_is_the_post_itself_needs_no_redirect(build: Build) -> None:
    """An older blog's pattern may be taken on after its posts have arrived."""
    urls = 'ARTICLE_URL, ARTICLE_SAVE_AS = "{date:%Y}/{slug}/", "{date:%Y}/{slug}/index.html"'
    built = build({"articles/a.md": post("Guid: 7", "Aliases: /2026/a/")}, conf=urls)
    assert (built.status, built.problems) == (0, ())
    assert "refresh" not in built.text("2026/a/index.html")


def test_what_only_rules_can_answer_is_listed_once(tmp_path: Path, build: Build) -> None:
    built = build(
        {
            "articles/a.md": post("Guid: 7", "Aliases: /?p=7 /?page_id=7 /Articles/A/ /b /b/"),
            "articles/b.md": post("Guid: 8", "Aliases: /?p=8"),
            "articles/gone.md": post("Guid: 9", "Status: withdrawn"),
        },
        PUBLISH="1",
        conf='FEED_ALIASES = {"feed/": "feeds/all.rss.xml", "?feed=rss2": "feeds/all.rss.xml"}',
    )
    assert (built.status, built.problems) == (0, ())
    assert built.notes.splitlines() == [
        "hosting/unanswered.txt: note: only nginx and Caddy can answer 6 addresses, listed here"
    ]
    assert (tmp_path / "hosting/unanswered.txt").read_text("utf-8").splitlines()[2:] == [
        "/?feed=rss2 /feeds/all.rss.xml 200",
        "/?p=7 /articles/a/ 301",
        "/?page_id=7 /articles/a/ 301",
        "/Articles/A/ /articles/a/ 301",
        "/?p=8 /articles/b/ 301",
        "/articles/gone/ /articles/gone/index.html 410",
    ]
    assert built.text("feed/index.html") == built.text("feeds/all.rss.xml")
    assert "/feed/ /feeds/all.rss.xml 200" in built.text("_redirects")


def test_a_feed_alias_has_a_feed_and_an_address_to_itself(build: Build) -> None:
    aliases = {"feed/": "feeds/al.xml", "archive/": "feeds/all.rss.xml"}
    built = build({"articles/a.md": ARTICLE}, conf=f"FEED_ALIASES = {aliases}")
    assert built.problems == (
        "FEED_ALIASES: /archive/ is written already and can be no old address of a feed."
        " Remove it.",
        "FEED_ALIASES: there is no feed feeds/al.xml for the old address /feed/."
        " Name one that is written.",
    )


def test_a_topic_and_an_author_keep_the_addresses_of_their_former_slugs(build: Build) -> None:
    built = build(
        {
            "articles/a.md": post(
                "Guid: 7", "Tags: Service", "Authors: Sam", "Aliases: /authors/x/"
            ),
            "topics.toml": '[service]\nname = "Service"\nformer = ["help", "aid"]\n'
            '[unused]\nname = "Unused"\nformer = ["never"]\n',
            "authors.toml": '[sam]\nname = "Sam"\nformer = ["samuel"]\n',
        }
    )
    assert (built.status, built.problems) == (0, ())
    for old, new in (("topics/help", "topics/service"), ("authors/samuel", "authors/sam")):
        assert f'href="/{new}/"' in built.text(f"{old}/index.html")
        assert built.text(f"feeds/{old}.rss.xml") == built.text(f"feeds/{new}.rss.xml")
    assert "topics/aid/index.html" in built.files()
    assert "topics/never/index.html" not in built.files()


TAGGED = {
    "articles/a.md": post("Guid: 7", "Tags: Service", "Authors: Sam"),
    "topics.toml": '[service]\nname = "Service"\n[aid]\nname = "Aid"\n',
    "authors.toml": '[sam]\nname = "Sam"\n',
}


def test_a_topic_without_posts_is_noted_until_another_takes_its_place(
    tmp_path: Path, build: Build
) -> None:
    content = tmp_path / "content"
    build(TAGGED, PUBLISH="1")
    write(content, {"articles/a.md": TAGGED["articles/a.md"].replace("Service", "Aid")})
    old = ["feeds/topics/service" + end for end in (".atom.xml", ".json", ".rss.xml")]
    built = build(content, PUBLISH="1")
    assert (built.status, built.problems) == (0, ())
    assert built.notes == (
        f"content/addresses.txt:7: note: what was published at /{' /'.join(old)} /topics/service/"
        " leads nowhere: no post has the topic service now; if another took its place, give that"
        ' former = ["service"] in content/topics.toml\n'
    )
    write(content, {"topics.toml": '[aid]\nname = "Aid"\nformer = ["service"]\n'})
    built = build(content, PUBLISH="1")
    assert (built.status, built.problems, built.notes) == (0, (), "")
    assert 'href="/topics/aid/"' in built.text("topics/service/index.html")
    for path in old:
        assert built.text(path) == built.text(path.replace("service", "aid"))


def test_a_slug_may_be_called_former_after_it_was_published(tmp_path: Path, build: Build) -> None:
    """The address by the slug between is remembered too, though its name lasts no longer."""
    content = write(tmp_path / "content", TAGGED)
    built = build(content, PUBLISH="1")
    for former in ("", 'former = ["service"]'):
        topics = f'[help]\nname = "Service"\n{former}\n'
        conf = 'TAG_URL, TAG_SAVE_AS = "t/{slug}/", "t/{slug}/index.html"' if former else ""
        write(content, {"topics.toml": topics})
        built = build(content, PUBLISH="1", conf=conf)
        assert built.status == 0
    assert built.notes == ""
    for old in ("topics/service", "topics/help", "t/service"):
        assert 'href="/t/help/"' in built.text(f"{old}/index.html")
    ledger = (content / "addresses.txt").read_text("utf-8")
    assert "/t/help/ topic:service\n" in ledger


def test_an_alias_of_a_feed_takes_the_place_of_one_that_is_gone(
    tmp_path: Path, build: Build
) -> None:
    content = {"articles/a.md": post("Guid: 7"), "addresses.txt": "/old.json feed:archive/9.json\n"}
    note = (
        "content/addresses.txt:1: note: what was published at /old.json leads nowhere:"
        " name the feeds that took their place in FEED_ALIASES\n"
    )
    assert build(content).notes == note
    built = build(content, conf='FEED_ALIASES = {"old.json": "feeds/all.json"}')
    assert (built.status, built.notes) == (0, "")
    assert built.text("old.json") == built.text("feeds/all.json")
