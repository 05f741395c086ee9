"""Exports of WordPress as its exporter spells them, for tests that need many or odd ones."""

from collections.abc import Iterable, Iterator

SPACES = """
	xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/"
	xmlns:content="http://purl.org/rss/1.0/modules/content/"
	xmlns:wfw="http://wellformedweb.org/CommentAPI/"
	xmlns:dc="http://purl.org/dc/elements/1.1/"
	xmlns:wp="http://wordpress.org/export/1.2/\""""
HEAD = f"""<?xml version="1.0" encoding="UTF-8" ?>
<!-- generator="WordPress/6.4.2" created="2026-01-02 03:04" -->
<rss version="2.0"{SPACES}>
<channel>
	<title>An Older Blog</title>
	<link>https://old.example</link>
	<description>What was</description>
	<language>en-US</language>
	<wp:wxr_version>1.2</wp:wxr_version>
	<wp:base_site_url>https://old.example</wp:base_site_url>
	<wp:base_blog_url>https://old.example</wp:base_blog_url>
"""
FOOT = "</channel>\n</rss>\n"


def cdata(text: str) -> str:
    return "<![CDATA[" + text.replace("]]>", "]]]]><![CDATA[>") + "]]>"


def item(number: int, *, comments: Iterable[str] = (), more: str = "", **told: str) -> str:
    """A post; ``told`` changes what its fields hold, as ``title="…"`` or ``post_type="page"``."""
    fields = {
        "title": f"Post {number}",
        "link": f"https://old.example/2011/08/post-{number}/",
        "creator": "jane",
        "guid": f"https://old.example/?p={number}",
        "content": f"<p>Words of post {number}.</p>",
        "excerpt": "",
        "post_date": "2011-08-17 09:30:00",
        "post_date_gmt": "2011-08-17 07:30:00",
        "comment_status": "open",
        "post_name": f"post-{number}",
        "status": "publish",
        "post_parent": "0",
        "menu_order": "0",
        "post_type": "post",
        "post_password": "",
        "is_sticky": "0",
        **told,
    }
    own = "title link creator guid content excerpt".split()
    wp = "".join(
        f"\t\t<wp:{key}>{cdata(value)}</wp:{key}>\n"
        for key, value in {"post_id": str(number), **fields}.items()
        if key not in own
    )
    return (
        f"\t<item>\n\t\t<title>{cdata(fields['title'])}</title>\n"
        f"\t\t<link>{fields['link']}</link>\n"
        f"\t\t<dc:creator>{cdata(fields['creator'])}</dc:creator>\n"
        f'\t\t<guid isPermaLink="false">{fields["guid"]}</guid>\n\t\t<description></description>\n'
        f"\t\t<content:encoded>{cdata(fields['content'])}</content:encoded>\n"
        f"\t\t<excerpt:encoded>{cdata(fields['excerpt'])}</excerpt:encoded>\n"
        f"{wp}{more}{''.join(comments)}\t</item>\n"
    )


def comment(number: int, text: str = "Yes.", *, parent: int = 0, **told: str) -> str:
    fields = {
        "author": "Rita",
        "author_email": "rita@private.example",
        "author_url": "",
        "author_IP": "203.0.113.7",
        "date": "2011-08-18 10:00:00",
        "date_gmt": "2011-08-18 08:00:00",
        "content": text,
        "approved": "1",
        "type": "comment",
        **told,
    }
    lines = "".join(
        f"\t\t\t<wp:comment_{key}>{cdata(v)}</wp:comment_{key}>\n" for key, v in fields.items()
    )
    ids = f"<wp:comment_id>{number}</wp:comment_id><wp:comment_parent>{parent}</wp:comment_parent>"
    return f"\t\t<wp:comment>\n\t\t\t{ids}\n{lines}\t\t</wp:comment>\n"


def meta(key: str, value: str) -> str:
    return (
        f"\t\t<wp:postmeta>\n\t\t<wp:meta_key>{cdata(key)}</wp:meta_key>\n"
        f"\t\t<wp:meta_value>{cdata(value)}</wp:meta_value>\n\t\t</wp:postmeta>\n"
    )


def term(domain: str, slug: str, name: str) -> str:
    return f'\t\t<category domain="{domain}" nicename="{slug}">{cdata(name)}</category>\n'


def author(login: str, name: str) -> str:
    return (
        f"\t<wp:author><wp:author_id>1</wp:author_id><wp:author_login>{cdata(login)}"
        f"</wp:author_login><wp:author_email>{cdata(login + '@private.example')}</wp:author_email>"
        f"<wp:author_display_name>{cdata(name)}</wp:author_display_name></wp:author>\n"
    )


def export(*items: str, head: str = "") -> str:
    return HEAD + head + "".join(items) + FOOT


def large(posts: int, comments: int, words: int = 400) -> Iterator[str]:
    """An export of that many, in pieces, for what is timed."""
    yield HEAD + author("jane", "Jane Doe")
    each = comments // posts
    for number in range(1, posts + 1):
        paragraphs = "\n".join(
            f"<p>{' '.join(f'word{number * 7 + n % 97}' for n in range(50))}, and <em>more</em>"
            f' of <a href="https://old.example/2011/08/post-{1 + number * 31 % posts}/">it</a>.</p>'
            for _ in range(words // 50)
        )
        said = [
            comment(
                number * 1000 + n,
                f"Reply {n} to <strong>{number}</strong>.",
                parent=n and number * 1000,
            )
            for n in range(each)
        ]
        yield item(
            number,
            content=paragraphs,
            comments=said,
            more=term("category", f"topic-{number % 40}", f"Topic {number % 40}"),
        )
    yield FOOT
