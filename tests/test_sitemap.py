"""The sitemap: every page that may be found, when it changed, and none that says it may not."""

from datetime import UTC, datetime
from urllib.robotparser import RobotFileParser

from lxml import etree

from plugins.sitemap.sitemap import SITEMAP, XHTML, Place, sitemaps
from tests.conftest import ARTICLE, Build, Built
from tests.test_site import SITE

ROOT = "https://blog.example/"


def urls(text: bytes) -> dict[str, str]:
    """Address → lastmod, of a map held to the rules of https://www.sitemaps.org/protocol.html."""
    root = etree.fromstring(text)
    assert root.tag == f"{{{SITEMAP}}}urlset"
    found: dict[str, str] = {}
    for url in root:
        assert url.tag == f"{{{SITEMAP}}}url"
        names = [etree.QName(str(child.tag)).localname for child in url]
        assert names in (["loc"], ["loc", "lastmod"]) or names[2:] == ["link"] * len(names[2:])
        loc, lastmod = url.findtext(f"{{{SITEMAP}}}loc"), url.findtext(f"{{{SITEMAP}}}lastmod")
        assert loc and len(loc) < 2048 and loc not in found
        assert not lastmod or datetime.fromisoformat(lastmod).tzinfo
        found[loc] = lastmod or ""
    assert len(text) < 50_000_000
    return found


def map_of(built: Built) -> dict[str, str]:
    return urls((built.output / "sitemap.xml").read_bytes())


def test_it_has_every_page_that_may_be_found(build: Build) -> None:
    built = build(SITE / "content")
    expected = set()
    for path in (name for name in built.files() if name.endswith(".html")):
        soup, address = built.soup(path), ROOT + path.removesuffix("index.html")
        canonical = soup.select_one('link[rel="canonical"]')
        hidden = soup.select_one('meta[name="robots"][content*="noindex"]')
        if canonical and not hidden and canonical["href"] == address:
            expected.add(address)
    found = map_of(built)
    assert found.keys() == expected
    assert f"{ROOT}articles/guest/" not in found  # it stands elsewhere
    assert f"{ROOT}thank-you/" not in found


def test_a_list_is_as_new_as_its_newest_article(build: Build) -> None:
    found = map_of(build(SITE / "content"))
    assert found[f"{ROOT}articles/long/"] == "2026-02-01T00:00:00+00:00"  # revised
    assert found[f"{ROOT}topics/cpp/"] == "2026-02-01T00:00:00+00:00"
    assert found[f"{ROOT}archive/2025/"] == found[f"{ROOT}articles/first/"]
    assert found[ROOT] == "2026-05-05T00:00:00+00:00"
    assert found[f"{ROOT}about/"] == found[f"{ROOT}contact/"] == ""


def test_hidden_and_withdrawn_articles_are_not_in_it(build: Build) -> None:
    post = ARTICLE.replace("\n\n", "\nStatus: {}\n\n", 1)
    built = build({f"articles/{s}.md": post.format(s) for s in ("hidden", "withdrawn", "draft")})
    assert not [url for url in map_of(built) if "/articles/" in url]


def test_translations_name_each_other(build: Build) -> None:
    french = "Title: Un\nDate: 2026-03-04\nLang: fr\nSlug: a\n\nMots.\n"
    built = build({"articles/a.md": ARTICLE, "articles/a-fr.md": french})
    expected = {("en", f"{ROOT}articles/a/"), ("fr", f"{ROOT}articles/a-fr/")}
    for page in ("articles/a/index.html", "articles/a-fr/index.html"):
        links = built.soup(page).select("link[rel=alternate][hreflang]")
        assert {(link["hreflang"], link["href"]) for link in links} == expected
    found = etree.fromstring((built.output / "sitemap.xml").read_bytes())
    told = [(each.get("hreflang"), each.get("href")) for each in found.iter(f"{{{XHTML}}}link")]
    assert len(told) == 4
    assert set(told) == expected


def test_one_that_is_too_long_lists_others() -> None:
    when = datetime(2026, 3, 4, tzinfo=UTC)
    places = [Place(f"https://a.b/?a&b={n}", when) for n in range(5)]
    files = sitemaps(places, "https://a.b", most=2)
    assert list(files) == ["sitemap.xml", "sitemap-1.xml", "sitemap-2.xml", "sitemap-3.xml"]
    index = etree.fromstring(files["sitemap.xml"])
    assert index.tag == f"{{{SITEMAP}}}sitemapindex"
    locs = [loc.text for loc in index.iter(f"{{{SITEMAP}}}loc")]
    assert locs == [f"https://a.b/sitemap-{n}.xml" for n in (1, 2, 3)]
    assert [len(urls(files[f"sitemap-{n}.xml"])) for n in (1, 2, 3)] == [2, 2, 1]


def test_robots_may_go_everywhere_but_to_the_forms(build: Build) -> None:
    robots = RobotFileParser()
    robots.parse(build({"articles/a.md": ARTICLE}).text("robots.txt").splitlines())
    assert robots.can_fetch("any", f"{ROOT}articles/a/")
    assert not robots.can_fetch("any", f"{ROOT}inbox/reply")
    assert robots.site_maps() == [f"{ROOT}sitemap.xml"]


def test_an_owners_own_file_stays(build: Build) -> None:
    conf = "STATIC_PATHS = ['own']\nEXTRA_PATH_METADATA = {'own/r.txt': {'path': 'robots.txt'}}"
    built = build({"articles/a.md": ARTICLE, "own/r.txt": "mine"}, conf=conf)
    assert (built.status, built.problems) == (0, ())
    assert built.text("robots.txt") == "mine"
