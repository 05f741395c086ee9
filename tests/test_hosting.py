"""Hosting: every form that redirects are written in, read by what reads it."""

from collections.abc import Callable
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from plugins.addresses.redirects import Answer, Copy, Gone, Redirect
from plugins.common.address import Address, address_of
from plugins.hosting.answers import table_of
from plugins.hosting.caddy import caddy
from plugins.hosting.nginx import nginx
from plugins.hosting.pages import redirects_file, stub
from tests.servers import served
from tests.test_address import addresses, paths

SITE, ROOT = "https://blog.example/blog", "/blog"
SPELLINGS: dict[str, tuple[Callable[..., str], str]] = {
    "nginx": (nginx, "nginx.conf"),
    "caddy": (caddy, "Caddyfile"),
}
TARGET = address_of("/articles/caf%C3%A9/")
# Whatever means something to one of the hosts, and what only people can tell apart.
ODD = [
    *(f"/a{sign}b/" for sign in " !\"#$%&'()*+,:;<=>?@[\\]^`{|}~"),
    *("/$uri/", "/${HOME}/", "/{$HOME}/", "/{path}/", "/~^x/", "/x\\", "/-", "/a//".rstrip("/")),
    *(
        "/café/",
        "/cafe\u0301/",
        "/Case/",
        "/case/",
        "/CASE",
        "/日本/",
        "/😀",
        "/a\u00a0b",
        "/a\u2028b",
    ),
    *("/x.php", "/x.html", "/100%", "/.hidden", "/x;y=1", "/default", "/*", "/a.*b", "/:splat"),
]


def no(_: Address) -> bool:
    return False


def write_rules(program: str, answers: list[Answer], folder: Path) -> dict[Address, Answer]:
    spell, name = SPELLINGS[program]
    table = table_of(answers, no)
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(spell(table, SITE, ROOT, name), "utf-8")
    return table


@pytest.mark.parametrize("program", SPELLINGS)
def test_odd_addresses_lead_on(program: str, tmp_path: Path) -> None:
    answers: list[Answer] = [
        Redirect(Address(path), Address(f"/to/{n}/")) for n, path in enumerate(ODD)
    ]
    table = write_rules(program, answers, tmp_path / "rules")
    with served(program, tmp_path, tmp_path / "rules", tmp_path / "run") as server:
        for address, answer in table.items():
            assert isinstance(answer, Redirect)
            answered = server.ask(f"{ROOT}{address}")
            assert (answered.status, answered.location) == (301, f"{SITE}{answer.target}"), address
        assert server.ask(f"{ROOT}/nothing/").status == 404
        assert server.ask(f"{ROOT}/cAsE/").status == 404


@pytest.mark.parametrize("program", SPELLINGS)
@settings(
    max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(found=st.lists(paths, min_size=1, max_size=40, unique=True))
def test_any_address_leads_on(program: str, tmp_path: Path, found: list[str]) -> None:
    answers: list[Answer] = [Redirect(Address(path), TARGET) for path in found]
    table = write_rules(program, answers, tmp_path / "rules")
    with served(program, tmp_path, tmp_path / "rules", tmp_path / "run") as server:
        for address in table:
            answered = server.ask(f"{ROOT}{address}")
            assert (answered.status, answered.location) == (301, f"{SITE}{TARGET}"), address


@pytest.mark.parametrize("program", SPELLINGS)
def test_queries_feeds_and_withdrawn_posts(program: str, tmp_path: Path) -> None:
    site = tmp_path / "www/blog"
    (site / "feeds").mkdir(parents=True)
    (site / "gone é").mkdir()
    (site / "index.html").write_text("home")
    (site / "feeds/all.rss.xml").write_text("<rss/>")
    (site / "gone é/index.html").write_text("withdrawn")
    answers: list[Answer] = [
        Redirect(address_of("/?p=7"), Address("/to/7/")),
        Redirect(address_of("/?p=77"), Address("/to/77/")),
        Redirect(address_of("/?p=7&page=2"), Address("/to/7/2/")),
        Redirect(address_of("/index.php?cat=caf%C3%A9"), Address("/to/cat/")),
        Redirect(address_of("/?m"), Address("/never/")),
        Copy(address_of("/?feed=rss2"), "feeds/all.rss.xml"),
        Copy(address_of("/feed/"), "feeds/all.rss.xml"),
        Gone(address_of("/gone é/"), "gone é/index.html"),
    ]
    write_rules(program, answers, tmp_path / "rules")
    with served(program, site.parent, tmp_path / "rules", tmp_path / "run") as server:
        for address, target in {
            "/?p=7": "/to/7/",
            "/?utm_source=x&p=7": "/to/7/",
            "/?p=77": "/to/77/",
            "/?page=2&p=7": "/to/7/2/",
            "/index.php?cat=caf%C3%A9": "/to/cat/",
        }.items():
            answered = server.ask(ROOT + address)
            assert (answered.status, answered.location) == (301, SITE + target), address
        for address in ("/", "/?p=8", "/?m", "/?q=p=7"):
            assert server.ask(ROOT + address).body == "home"
        for address in ("/?feed=rss2", "/feed/", "/feed"):
            answered = server.ask(ROOT + address)
            assert (answered.status, answered.body) == (200, "<rss/>"), address
            assert answered.media_type == "application/rss+xml"
        for address in ("/gone%20%C3%A9/", "/gone%20%c3%a9"):
            answered = server.ask(ROOT + address)
            assert (answered.status, answered.body) == (410, "withdrawn"), address


@given(st.lists(addresses, unique=True), addresses)
def test_redirects_are_a_line_of_three_words_each(found: list[Address], target: Address) -> None:
    table = table_of([Redirect(source, target) for source in found], no)
    lines = redirects_file(table, ROOT).split("\n")[:-1]
    assert len(lines) == sum(not source.query for source in table)
    for line in lines:
        source, to, status = line.split(" ")
        assert address_of(source.removeprefix(ROOT)) in table
        assert (to, status) == (f"{ROOT}{target}", "301")


@given(addresses)
def test_a_page_leads_on_to_its_target(target: Address) -> None:
    soup = BeautifulSoup(stub(target, SITE, ROOT), "lxml")
    refresh, canonical, link = (soup.select_one(s) for s in ("[http-equiv]", "[rel]", "a"))
    assert refresh and refresh["content"] == f"0; url={ROOT}{target}"
    assert canonical and canonical["href"] == f"{SITE}{target}"
    assert link and link["href"] == f"{ROOT}{target}"


def test_the_other_spelling_is_left_to_what_is_there() -> None:
    new, there = Address("/new/"), Address("/there")
    answers = [Redirect(Address("/old"), new), Redirect(Address("/there/"), new)]
    table = table_of([*answers, Redirect(Address("/old/"), there)], lambda a: a == there)
    assert [str(address) for address in table] == ["/old", "/there/", "/old/"]


@pytest.mark.parametrize(
    ("file", "media_type"),
    [
        ("feeds/all.rss.xml", "application/rss+xml"),
        ("feeds/all.atom.xml", "application/atom+xml"),
        ("feeds/all.json", "application/feed+json"),
        ("feeds/all.xml", "application/xml"),
    ],
)
def test_an_old_feed_has_the_type_of_the_feed(file: str, media_type: str) -> None:
    assert Copy(Address("/feed/"), file).media_type == media_type
