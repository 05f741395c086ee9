"""Hosting: every form that redirects are written in, read by what reads it."""

import re
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest
from bs4 import BeautifulSoup
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from plugins.addresses.redirects import Answer, Copy, Gone, Redirect
from plugins.common.address import Address, address_of
from plugins.common.header import Header
from plugins.common.headers import (
    ASKED_FOR,
    HEADER_ONLY,
    LASTING,
    POLICY,
    checked,
    headers,
    policy_of,
    spelt,
    told_by,
)
from plugins.common.served import is_lasting, media_type
from plugins.common.source import Source
from plugins.feeds.entry import ATOM, JSON, RSS
from plugins.hosting.answers import table_of
from plugins.hosting.blocked import SCRIPT, STYLE, blocked
from plugins.hosting.caddy import caddy
from plugins.hosting.headers import caddy_headers, headers_file, lasting_places, nginx_headers
from plugins.hosting.nginx import nginx
from plugins.hosting.pages import redirects_file, stub
from tests.conftest import ARTICLE, Build, write
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
    *("/" + "long" * 70, "/√{}.$" * 70),
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


# Old address → what is asked, and whether it leads on.
QUERIES = {
    "/?p=7": {
        "/?p=7": True,
        "/?utm_source=x&p=7&y": True,
        "/?P=7": True,
        "/?p=7&p=8": True,
        "/?p=8&p=7": False,
        "/?p=77": False,
        "/?p=": False,
        "/?p": False,
        "/?q=p=7": False,
        "/?xp=7": False,
        "/?p=%37": False,
        "/?p=7;x": False,
        "/?p={$p}": False,
        "/?p={env.HOME}": False,
        "/?": False,
        "/": False,
    },
    "/?s=a+b": {
        "/?s=a+b": True,
        "/?s=a%20b": True,
        "/?s=a%2Bb": False,
        "/?s=a%2bb": False,
        "/?s=ab": False,
    },
    "/?t=a%2Bb": {"/?t=a%2Bb": True, "/?t=a%2bb": True, "/?t=a+b": False},
    "/?s=caf%C3%A9": {"/?s=caf%C3%A9": True, "/?s=caf%c3%a9": True, "/?s=caf%C3%a9": True},
    "/?s=$uri": {"/?s=$uri": True, "/?s=%24uri": True, "/?s=/": False},
    "/?s={path}": {"/?s=%7Bpath%7D": True, "/?s={path}": True, "/?s=/blog/": False},
    "/?s=a.b": {"/?s=a.b": True, "/?s=a%2Eb": True, "/?s=axb": False},
    "/?s=Case": {"/?s=Case": True, "/?s=case": False},
    "/?s=\"`'": {"/?s=%22%60%27": True, "/?s=%22%60'": True},
    "/?s=a\\b~c": {"/?s=a%5Cb~c": True, "/?s=a%5cb%7ec": True},
    "/?s=a=b": {"/?s=a=b": True, "/?s=a%3Db": True},
    "/?s=a%26b": {"/?s=a%26b": True, "/?s=a&b": False},
    "/?p=9&page=2": {"/?p=9&page=2": True, "/?x&page=2&p=9": True, "/?p=9": False},
    "/index.php?cat=1": {"/index.php?cat=1": True, "/index.php/?cat=1": True, "/?cat=1": False},
    "/a%3Fp=1": {"/a%3Fp=1": True, "/a%3Fp=1?x=y": True, "/a?p=1": False},
    # Names that hosts have no variable for: the whole query, and nothing else.
    "/?m": {"/?m": True, "/?m=": True, "/?m=1": False, "/?m&x=y": False},
    "/?/archives/7-A.html": {"/?/archives/7-A.html": True, "/?/archives/7-AXhtml": False},
    "/?cat[]=3": {"/?cat[]=3": True, "/?cat%5B%5D=3": True, "/?cat%5b%5d=3": True},
    "/?post-id=3": {"/?post-id=3": True, "/?id=3": False},
    "/?c=1&c=2": {"/?c=1&c=2": True, "/?c=1": False, "/?c=2": False},
}


@pytest.mark.parametrize("program", SPELLINGS)
def test_odd_queries_lead_on(program: str, tmp_path: Path) -> None:
    targets = {old: Address(f"/to/{n}/") for n, old in enumerate(QUERIES)}
    answers: list[Answer] = [Redirect(address_of(old), to) for old, to in targets.items()]
    write_rules(program, answers, tmp_path / "rules")
    wrong = {}
    with served(program, tmp_path, tmp_path / "rules", tmp_path / "run") as server:
        for old, asked in QUERIES.items():
            for address, leads_on in asked.items():
                answered = server.ask(ROOT + address)
                location = f"{SITE}{targets[old]}" if leads_on else ""
                if answered.location.removeprefix(f"http://127.0.0.1:{server.port}") != location:
                    wrong[address] = (answered.status, answered.location)
    assert wrong == {}


@settings(
    max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    found=st.lists(addresses.filter(lambda a: bool(a.query)), min_size=1, unique=True),
    others=st.lists(addresses),
    changes=st.randoms(use_true_random=False),
)
def test_both_servers_answer_any_query_alike(
    tmp_path: Path, found: list[Address], others: list[Address], changes: Random
) -> None:
    answers: list[Answer] = [
        Redirect(source, Address(f"/to/{n}/")) for n, source in enumerate(found)
    ]
    asked = [respelt(str(address), changes) for address in [*found, *others] * 3]
    told = []
    for program in SPELLINGS:
        write_rules(program, answers, tmp_path / "rules")
        with served(program, tmp_path, tmp_path / "rules", tmp_path / "run") as server:
            found_at = [server.ask(ROOT + address) for address in asked]
            told.append([(answered.status, answered.location) for answered in found_at])
    assert told[0] == told[1]
    assert all(status == 301 for status, _ in told[0][: len(found)])


def respelt(address: str, changes: Random) -> str:
    """As another client would send it."""

    def other(sign: re.Match[str]) -> str:
        return changes.choice([sign[0], sign[0].lower(), "+" if sign[0] == "%20" else sign[0]])

    path, _, query = address.partition("?")
    return f"{path}?{re.sub('%..', other, query)}" if query else path


@pytest.mark.parametrize("program", SPELLINGS)
def test_feeds_and_withdrawn_posts(program: str, tmp_path: Path) -> None:
    feed, odd = "<rss/>", "x {path} $uri %41 é/index.html"
    files = {
        "index.html": "home",
        "feeds/all.rss.xml": feed,
        "feeds/topics/café.atom.xml": "<feed/>",
        "feeds/all.json": "{}",
        "data.json": "{}",
        "gone é/index.html": "withdrawn",
        "gone.html": "withdrawn",
        odd: "withdrawn",
    }
    write(tmp_path / "www/blog", files)
    answers: list[Answer] = [
        Redirect(address_of("/?cat=3"), Address("/to/3/")),
        Copy(address_of("/?feed=rss2"), "feeds/all.rss.xml"),
        Copy(address_of("/?feed=rss2&cat=3"), "feeds/topics/café.atom.xml"),
        Copy(address_of("/feed/"), "feeds/all.rss.xml"),
        Copy(address_of("/café.xml"), "feeds/topics/café.atom.xml"),
        Gone(address_of("/gone é/"), "gone é/index.html"),
        Gone(address_of("/gone"), "gone.html"),
        Gone(Address(f"/{odd}"), odd),
    ]
    write_rules(program, answers, tmp_path / "rules")
    xml = "application/xml; charset=utf-8"
    with served(program, tmp_path / "www", tmp_path / "rules", tmp_path / "run") as server:
        for address, told in {
            "/?feed=rss2": (200, feed, xml),
            "/?cat=3&feed=rss2": (200, "<feed/>", xml),
            "/feed/": (200, feed, xml),
            "/feed": (200, feed, xml),
            "/caf%c3%a9.xml": (200, "<feed/>", xml),
            "/feeds/all.rss.xml": (200, feed, xml),
            "/feeds/topics/caf%C3%A9.atom.xml": (200, "<feed/>", xml),
            "/feeds/all.json": (200, "{}", "application/feed+json; charset=utf-8"),
            "/data.json": (200, "{}", "application/json"),
        }.items():
            answered = server.ask(ROOT + address)
            assert (answered.status, answered.body, answered.media_type) == told, address
        assert server.ask(f"{ROOT}/?cat=3").location == f"{SITE}/to/3/"
        assert not server.ask(f"{ROOT}/feeds/no.rss.xml").media_type.startswith("application")
        for address in (
            *("/gone%20%C3%A9/", "/gone%20%c3%a9", "/gone%20%C3%A9/index.html"),
            *("/gone", "/gone.html", str(Address(f"/{odd}"))),
        ):
            answered = server.ask(ROOT + address)
            assert (answered.status, answered.body) == (410, "withdrawn"), address
        assert server.ask(f"{ROOT}/gone/").status == 410


@pytest.mark.parametrize("program", SPELLINGS)
def test_what_has_not_changed_is_not_sent_again(program: str, tmp_path: Path) -> None:
    files = {"a/index.html": "page", "feeds/all.rss.xml": "<rss/>"}
    write(tmp_path / "www/blog", files)
    write_rules(program, [Copy(address_of("/feed/"), "feeds/all.rss.xml")], tmp_path / "rules")
    with served(program, tmp_path / "www", tmp_path / "rules", tmp_path / "run") as server:
        for address in ("/a/", "/feeds/all.rss.xml", "/feed/"):
            first = server.ask(ROOT + address).headers
            for header, value in (
                ("If-None-Match", first["ETag"]),
                ("If-Modified-Since", first["Last-Modified"]),
            ):
                again = server.ask(ROOT + address, **{header: value})
                assert (again.status, again.body) == (304, ""), (address, header)


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


def test_every_feed_is_served_as_what_it_is() -> None:
    rss, atom, json = (media_type(f"feeds/all{each.suffix}") for each in (RSS, ATOM, JSON))
    assert (rss, atom) == ("application/xml; charset=utf-8",) * 2
    assert json == f"{JSON.type}; charset=utf-8"


HASHED = "theme/css/site.0123456789abcdef.css"
HEADED = {"a/index.html": "page", "404.html": "none", "feeds/all.rss.xml": "<rss/>", HASHED: "{}"}


@pytest.mark.parametrize("program", SPELLINGS)
def test_servers_tell_the_headers_that_hosts_read_in_a_file(program: str, tmp_path: Path) -> None:
    """Of each kind of answer, and once each; of what is not there nothing is kept."""
    write(tmp_path / "www/blog", {**HEADED, "gone/index.html": "withdrawn"})
    answers: list[Answer] = [
        Redirect(Address("/old/"), Address("/a/")),
        Gone(Address("/gone/"), "gone/index.html"),
    ]
    told = headers(policy_of("https://forms.example/x", {"frame-src": "https://v.example"}))
    write_rules(program, answers, tmp_path / "rules")
    rules = {"nginx": nginx_headers(told), "caddy": caddy_headers(told, ROOT)}[program]
    with (tmp_path / "rules" / SPELLINGS[program][1]).open("a", encoding="utf-8") as file:
        file.write(rules)
    text = headers_file(told, ROOT, HEADED)
    with served(program, tmp_path / "www", tmp_path / "rules", tmp_path / "run") as server:
        for path, status in {
            "/a/": 200,
            f"/{HASHED}": 200,
            "/feeds/all.rss.xml": 200,
            "/old/": 301,
            "/nothing/": 404,
            "/theme/css/site.fedcba9876543210.css": 404,
            "/gone/": 410,
        }.items():
            answered = server.ask(ROOT + path)
            assert answered.status == status, path
            expected = {"Cache-Control": ASKED_FOR, **told_by(text, ROOT + path)}
            if status >= 400:
                expected["Cache-Control"] = ASKED_FOR
            found = {name: answered.headers.get_all(name) for name in expected}
            assert found == {name: [value] for name, value in expected.items()}, path
        assert told_by(text, f"{ROOT}/{HASHED}")["Cache-Control"] == LASTING


def test_what_lasts_is_told_by_the_folder_where_it_can_be() -> None:
    hashed = "a.0123456789abcdef.png"
    paths = [f"x/{hashed}", f"x/y/{hashed}", f"z/{hashed}", "z/b.png", f"é/{hashed}", "index.html"]
    assert list(lasting_places(paths)) == ["/x/*", f"/z/{hashed}", "/%C3%A9/*"]


def test_a_policy_of_the_owners() -> None:
    assert policy_of("/inbox/contact", {}) == POLICY
    assert policy_of("https://f.example/x", {})["form-action"] == "'self' https://f.example"
    also = policy_of("", {"img-src": "https://a.example b.example", "base-uri": "'self'"})
    assert also["img-src"] == "'self' https://a.example b.example"
    assert also["base-uri"] == "'self'"
    assert "unsafe" not in spelt(POLICY)


@pytest.mark.parametrize(
    ("conf", "told"),
    [
        ('CSP_ALSO = {"frame-scr": "x.example"}', "no 'frame-scr'. Did you mean 'frame-src'?"),
        ('CSP_ALSO = {"img-src": "x; y"}', "img-src is 'x; y', and those are no addresses."),
        ('CSP_ALSO = {"img-src": ["x"]}', "img-src is ['x'], and those are no addresses."),
        ("CSP_ALSO = 7", "7 is no table of directives."),
    ],
)
def test_a_policy_that_is_none_is_told(conf: str, told: str, build: Build) -> None:
    built = build({"articles/a.md": ARTICLE}, conf=conf)
    assert built.status == 1
    assert built.problems[0].startswith("CSP_ALSO: ")
    assert told in built.problems[0]
    assert checked({}) == ({}, [])


def test_pages_tell_the_policy_themselves(build: Build) -> None:
    conf = 'CSP_ALSO = {"frame-src": "https://v.example"}'
    built = build({"articles/a.md": ARTICLE}, conf=conf)
    told = told_by(built.text("_headers"), "/articles/a/")
    (meta,) = built.soup("articles/a/index.html").select("meta[http-equiv]")
    also = {"script-src": "'wasm-unsafe-eval'", "frame-src": "https://v.example"}  # the search's
    policy = policy_of("", also)
    assert told["Content-Security-Policy"] == spelt(policy)
    assert meta["content"] == spelt({k: v for k, v in policy.items() if k not in HEADER_ONLY})
    assert told["Strict-Transport-Security"] == "max-age=31536000"
    built = build({"articles/a.md": ARTICLE}, output="two", SITEURL="http://blog.example")
    assert "Strict-Transport-Security" not in built.text("_headers")


def test_browsers_keep_all_that_lasts(build: Build) -> None:
    built = build(Path(__file__).parent / "site/content")
    paths = [f.relative_to(built.output).as_posix() for f in built.output.rglob("*.*")]
    lasting = [path for path in paths if is_lasting(path)]
    assert {path.partition("/")[0] for path in lasting} >= {"pictures", "theme", "cards"}
    headers = built.text("_headers")
    assert [p for p in lasting if told_by(headers, f"/{p}").get("Cache-Control") != LASTING] == []


def notes(html: str, also: str = "") -> list[tuple[int, str]]:
    source = Source(Path("a.md"), Path(), html, Header({}, html, 1))
    policy = policy_of("", {"img-src": also, "frame-src": also} if also else {})
    return [(n.line, n.what) for n in blocked(html, policy, source, "https://blog.example/blog")]


@pytest.mark.parametrize(
    ("html", "what"),
    [
        ('<img src="https://x.example/a.png">', "will not show pictures from https://x.example:"),
        ('<img srcset="//x.example/a.png 2x">', "will not show pictures from https://x.example:"),
        ('<img src="data:image/png;base64,x">', "will not show pictures from data::"),
        ('<iframe src="https://x.example/v"></iframe>', "add that to frame-src in CSP_ALSO"),
        ('<iframe src="/files/a.html"></iframe>', "will not show frames from https://blog.example"),
        ('<video poster="https://x.example/p.png"></video>', "pictures from https://x.example:"),
        ('<audio src="https://x.example/a.mp3"></audio>', "will not play what comes from"),
        ('<form action="https://x.example/"></form>', "will not send forms to https://x.example"),
        ('<p style="color: red">', STYLE),
        ("<style>p {}</style>", STYLE),
        ("<script>alert(1)</script>", SCRIPT),
        ('<p onclick="x()">', SCRIPT),
        ('<a href="javascript:x()">', SCRIPT),
    ],
)
def test_what_browsers_will_not_show_is_told(html: str, what: str) -> None:
    ((line, told),) = notes(f"<p>One\n\n{html}")
    assert line == 3
    assert what in told


@pytest.mark.parametrize(
    "html",
    [
        '<img src="/a.png"><img src="https://blog.example/x.png">',
        '<audio src="a.mp3"></audio><script type="application/ld+json">{}</script>',
        '<a href="https://x.example/">style=</a><script src="/files/a.js"></script>',
    ],
)
def test_what_browsers_show_is_not_told(html: str) -> None:
    assert notes(html) == []


@pytest.mark.parametrize(
    "also", ["https://x.example", "x.example", "https:", "*.example", "https://x.example/a/"]
)
def test_what_the_owner_allows_is_not_told(also: str) -> None:
    assert notes('<img src="https://x.example/a/b.png">', also) == []
    assert len(notes('<img src="http://y.org/a/b.png">', also)) == 1


def test_what_is_blocked_stops_nothing(build: Build) -> None:
    text = ARTICLE + '\n<iframe src="https://x.example/v"></iframe>\n'
    built = build({"articles/a.md": text}, PUBLISH="1")
    assert (built.status, built.problems) == (0, ())
    assert "content/articles/a.md:6: note: browsers will not show frames from" in built.notes
