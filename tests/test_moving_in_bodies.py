"""Bodies of an older blog: each kind as WordPress writes it, and any HTML at all."""

from html import escape
from pathlib import Path
from time import process_time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import pelicanconf
from plugins.moving_in.bodies.convert import convert
from plugins.moving_in.bodies.proof import Proof, facts
from plugins.moving_in.comments import reply_of
from plugins.moving_in.records import Body, Form, Media, Told
from plugins.replies.markup import html_of

OLD = "https://old.example/wp-content/uploads/"
SETTINGS = {name: getattr(pelicanconf, name) for name in dir(pelicanconf) if name.isupper()}
PROOF = Proof(SETTINGS, Path("content"))


class Answers:
    """A blog with two pictures, a reusable block and one other post."""

    def link(self, url: str) -> tuple[str, Told | None]:
        if url == "https://old.example/dead/":
            return url, Told("lost", "", "a link leads nowhere")
        return ("../2010/other.md" if url == "https://old.example/other/" else url), None

    def is_here(self, url: str) -> bool:
        return False

    def media(self, url: str) -> Media | None:
        if not url.startswith(OLD):
            return None
        name = url.removeprefix(OLD).replace("-300x200", "")
        return Media(f"images/{name}", OLD + name, is_picture=not name.endswith("pdf"))

    def attachment(self, number: str) -> Media | None:
        if number == "404":
            return None
        return Media(f"images/{number}.jpg", f"{OLD}{number}.jpg", f"alt {number}", "A caption")

    def children(self) -> tuple[Media, ...]:
        return (Media("images/1.jpg", f"{OLD}1.jpg", "One"),)

    def reusable(self, number: str) -> str:
        known = {"553": "<!-- wp:paragraph --><p>Said once.</p><!-- /wp:paragraph -->"}
        return known.get(number, '<!-- wp:block {"ref":7} /-->' if number == "7" else "")

    def written(self, media: Media) -> str:
        return f"../../{media.path}"


def body(html: str, form: Form = "classic", title: str = "The title") -> Body:
    return convert(html, form, title, Answers(), PROOF)


@pytest.mark.parametrize(
    ("html", "markdown"),
    [
        pytest.param("One\ntwo\n\nthree", "One  \ntwo\n\nthree", id="line rules"),
        pytest.param("<ul>\n<li>a</li>\n<li>b</li>\n</ul>", "- a\n- b", id="not within lists"),
        pytest.param("<pre>a\n\n  b</pre>", "```\na\n\n  b\n```", id="nor within code"),
        pytest.param("<script>\nx\n\ny</script>a<!-- b\n\nc -->d", "ad", id="scripts"),
        pytest.param(
            '[caption id="attachment_7" align="alignleft" width="300"]'
            f'<a href="{OLD}2011/a.jpg"><img src="{OLD}2011/a-300x200.jpg" alt="A &quot;b&quot;" />'
            "</a> The <em>bell</em>[/caption]",
            '![A &#34;b&#34;](../../images/2011/a.jpg "The bell"){: .float }',
            id="a caption",
        ),
        pytest.param(
            f'[caption width="3"]<img src="{OLD}a.jpg" alt="A"> By <a href="https://b/">B</a>[/caption]',
            '<figure><img alt="A" src="../../images/a.jpg"/><figcaption>By <a href="https://b/">B</a>'
            "</figcaption></figure>",
            id="a caption with a link, for which Markdown has no word",
        ),
        pytest.param(
            '[gallery ids="4,5"]',
            '![alt 4](../../images/4.jpg "A caption")\n\n![alt 5](../../images/5.jpg "A caption")',
            id="a gallery",
        ),
        pytest.param("[gallery]", "![One](../../images/1.jpg)", id="a gallery of the post's own"),
        pytest.param(
            '[sourcecode language="php"]\n$a = "[b]";\n\nif (1 &lt; 2) {}\n[/sourcecode]',
            '```php\n$a = "[b]";\n\nif (1 < 2) {}\n```',
            id="code",
        ),
        pytest.param(
            '[ccnLe_php]\n$a[b][c];\n[/ccnLe_php][cc lang="diff"]\n- a\n[/cc]',
            "```php\n$a[b][c];\n```\n\n```diff\n- a\n```",
            id="code in colours",
        ),
        pytest.param(
            '<pre lang="php" line="1"><?php $a->b; ?>\n<form>&amp;</form></pre>'
            '<code lang="c">\n#include <a.h></code><pre lang="php" escaped="true">&lt;b></pre>',
            "```php\n<?php $a->b; ?>\n<form>&amp;</form>\n```\n\n"
            "```c\n#include <a.h>\n```\n\n```php\n<b>\n```",
            id="code as it is typed",
        ),
        pytest.param(
            'One\n<a name="x"></a>\ntwo', 'One  \n<a id="x"></a>  \ntwo', id="a place in a line"
        ),
        pytest.param(
            "[dailymotion x7s94]", "<https://www.dailymotion.com/video/x7s94>", id="a film"
        ),
        pytest.param("Call [contact-form-7 id=1]", "Call\n\n[Contact](/contact/)", id="a form"),
        pytest.param(
            "a[ref]Note [sic][/ref] b ((second note))",
            "a[^1] b [^2]\n\n[^1]: Note [sic]\n\n[^2]: second note",
            id="footnotes",
        ),
        pytest.param(
            "He [sic] said [[gallery]] (a[0])", r"He [sic] said \[gallery] (a\[0])", id="text"
        ),
        pytest.param("<code>[gallery]</code>", "`[gallery]`", id="code is never touched"),
        pytest.param("[wibble a=1]kept[/wibble]", "kept", id="what is between unknown ones"),
        pytest.param("[youtube https://youtu.be/x]", "<https://youtu.be/x>", id="an embed"),
        pytest.param(
            "a\n\nhttps://b.example/c\n\nd", "a\n\n<https://b.example/c>\n\nd", id="a line"
        ),
        pytest.param("Say:\n• one\n• two\nand", "Say:\n\n- one\n- two\n\nand", id="drawn bullets"),
        pytest.param("1) one\n2) two", "1. one\n2. two", id="drawn numbers"),
        pytest.param(
            f'<img class="alignright" src="{OLD}a.jpg" alt="" />Text beside',
            "![](../../images/a.jpg){: .float .decorative }\n\nText beside",
            id="a floating picture",
        ),
        pytest.param(
            'x <img class="wp-smiley" src="https://s/x.gif" alt=":)" />'
            '<img src="https://stats.example/b" width="1" height="1">',
            "x :)",
            id="faces are text, counters go",
        ),
        pytest.param(
            f'<a href="{OLD}a.pdf">pdf</a> <a href="https://old.example/other/">other</a>'
            ' <a href="javascript:x()">none</a> <a href="#here">in</a> <a name="here"></a>',
            "[pdf](../../images/a.pdf) [other](../2010/other.md) none [in](#here)"
            ' <a id="here"></a>',
            id="links",
        ),
    ],
)
def test_the_classic_editor(html: str, markdown: str) -> None:
    found = body(html)
    assert found.markdown == markdown
    assert (found.equal, found.kept, found.problems) == (True, 0, ())


@pytest.mark.parametrize(
    ("html", "markdown"),
    [
        pytest.param("<h1>The Title</h1><h3>A</h3><h5>B</h5>", "## A\n\n### B", id="headings"),
        pytest.param("<h1>A</h1><h2>B</h2>", "## A\n\n### B", id="the first level is the title's"),
        pytest.param(
            "<ol start=3><li>a<ul><li>b</li></ul></li><li><p>c</p><p>d</p></li></ol>",
            "3. a\n    - b\n4. c\n\n    d",
            id="lists in lists",
        ),
        pytest.param(
            "<table><tr><th>a|b</th><th>c</th></tr><tr><td>1<br>2</td><td></td></tr></table>",
            "| a\\|b | c |\n| --- | --- |\n| 1<br>2 |  |",
            id="a table",
        ),
        pytest.param(
            '<table><tr><td colspan="2" style="x" onclick="y">a</td></tr></table>',
            '<table><tbody><tr><td colspan="2">a</td></tr></tbody></table>',
            id="a table that Markdown cannot say",
        ),
        pytest.param(
            "<p><b>a</b><i>b</i> <b>c <i>d</i></b> <b><i>e</i></b></p>",
            "<strong>a</strong><em>b</em> **c <em>d</em>** ***e***",
            id="signs that would run together",
        ),
        pytest.param(
            "<p>x<sup>2</sup> <kbd>*</kbd> <s>y</s> <abbr title='A \"b\"'>AB</abbr></p>",
            'x<sup>2</sup> <kbd>\\*</kbd> <del>y</del> <abbr title="A &#34;b&#34;">AB</abbr>',
            id="no word in Markdown",
        ),
        pytest.param('<p dir="rtl">שלום</p>', 'שלום\n{: dir="rtl" }', id="from right to left"),
        pytest.param(
            "<details><summary>A</summary><p><b>b</b></p></details>",
            '<details markdown="1">\n<summary>A</summary>\n\n**b**\n\n</details>',
            id="details",
        ),
        pytest.param(
            f'<img src="data:," data-src="{OLD}a.jpg" alt="A"><noscript><img src="{OLD}a.jpg">'
            "</noscript>",
            "![A](../../images/a.jpg)",
            id="a picture that waits for a script",
        ),
        pytest.param("<dl><dt>a</dt><dd>b</dd></dl>", "a\n:   b", id="definitions"),
        pytest.param(
            '<iframe src="https://www.youtube.com/embed/abcdefghijk" title="A film"></iframe>',
            "[A film](https://www.youtube.com/watch?v=abcdefghijk)",
            id="a film",
        ),
        pytest.param(
            '<p>a<sup><a href="#fn1">1</a></sup></p><hr>'
            '<ol><li id="fn1">b <a href="#r1">↩</a></li></ol>',
            "a[^1]\n\n[^1]: b",
            id="footnotes",
        ),
        pytest.param(
            "<p># a<br>1. b<br>&gt; c<br>+ d<br>=<br>: e<br>*[X]: f</p>",
            "\\# a  \n1\\. b  \n\\> c  \n\\+ d  \n&#61;  \n&#58; e  \n\\*\\[X]: f",
            id="signs at the beginning of a line",
        ),
        pytest.param(
            "<p>2 * 3 a_b _c_ &amp;copy; &lt;b&gt; 1 &lt; 2 ~~x~~ {: .x } [a](b)</p>",
            r"2 \* 3 a_b \_c\_ &amp;copy; &lt;b> 1 < 2 &#126;~x&#126;~ \{: .x } \[a](b)",
            id="signs in a line",
        ),
        pytest.param(
            "<a href='https://a.example/'><h2>x</h2></a>", "## [x](https://a.example/)", id="in"
        ),
        pytest.param("<a href='#'>x</a>", "[x](#top)", id="to nowhere"),
        pytest.param(
            '<object data="https://vimeo.com/moogaloop.swf?clip_id=25&amp;x=1"></object>'
            '<object><param name="movie" value="https://www.youtube.com/v/abcdefghijk&amp;hl=fr">'
            '</object><object><param name="src" value="javascript:x()"></object>',
            "<https://vimeo.com/25>\n\n<https://www.youtube.com/watch?v=abcdefghijk>",
            id="films of Flash",
        ),
        pytest.param("<a href='http://http://a/'>x</a>", "[x](http://a/)", id="begun twice"),
        pytest.param(
            "<a name='b'></a><h2><a name='b'>x</a></h2>", '<a id="b"></a>\n\n## x', id="a place"
        ),
        pytest.param("<code>a<br>b</code><code>c</code>", "`a`  \n`bc`", id="code by code"),
        pytest.param(
            '<ul class="blocks-gallery-grid"><li class="blocks-gallery-item"><figure>'
            f'<img src="{OLD}a.jpg" alt="A"><figcaption>One</figcaption></figure></li>'
            f'<li class="blocks-gallery-item"><figure><img src="{OLD}b.jpg" alt="B"></figure></li>'
            "</ul>",
            '![A](../../images/a.jpg "One")\n\n![B](../../images/b.jpg)',
            id="a gallery that was a list",
        ),
    ],
)
def test_html(html: str, markdown: str) -> None:
    found = body(html, "page")
    assert found.markdown == markdown
    assert (found.equal, found.kept, found.problems) == (True, 0, ())


BLOCKS = f"""<!-- wp:heading {{"level":3}} --><h3 class="wp-block-heading">Head</h3>
<!-- /wp:heading -->

Free text,
by hand

<!-- wp:block {{"ref":553}} /-->
<!-- wp:image {{"id":5,"align":"wide"}} --><figure class="wp-block-image alignwide size-large">\
<img src="{OLD}5-300x200.jpg" alt="Five"/><figcaption class="wp-element-caption">Cap</figcaption>\
</figure>
<!-- /wp:image -->
<!-- wp:pullquote --><figure class="wp-block-pullquote"><blockquote><p>Said</p><cite>She</cite>\
</blockquote></figure><!-- /wp:pullquote -->
<!-- wp:syntaxhighlighter/code {{"language":"php"}} -->\
<pre class="wp-block-syntaxhighlighter-code">echo 1;</pre><!-- /wp:syntaxhighlighter/code -->
<!-- wp:embed {{"url":"https://youtu.be/x"}} --><figure class="wp-block-embed"><div \
class="wp-block-embed__wrapper">
https://youtu.be/x
</div></figure><!-- /wp:embed -->
<!-- wp:buttons --><div class="wp-block-buttons"><!-- wp:button --><div class="wp-block-button"><a \
class="wp-block-button__link" href="https://b.example/">Buy</a></div><!-- /wp:button --></div>
<!-- /wp:buttons -->
<!-- wp:file --><div class="wp-block-file"><a href="{OLD}a.pdf">A file</a><a href="{OLD}a.pdf" \
class="wp-block-file__button" download>Download</a></div><!-- /wp:file -->
<!-- wp:jetpack/contact-form --><div><!-- wp:jetpack/field-name /--></div>
<!-- /wp:jetpack/contact-form -->
<!-- wp:cover {{"url":"{OLD}film.pdf"}} --><div class="wp-block-cover"><video \
src="{OLD}film.pdf"></video></div><!-- /wp:cover -->
<!-- wp:separator --><hr class="wp-block-separator"/><!-- /wp:separator -->
<!-- wp:columns --><div class="wp-block-columns"><div class="wp-block-column">\
<p>Left</p></div></div>
<!-- /wp:columns -->
<!-- wp:latest-posts /-->"""


def test_the_block_editor() -> None:
    found = body(BLOCKS, "blocks")
    assert found.markdown.split("\n\n") == [
        "## Head",
        "Free text,  \nby hand",
        "Said once.",
        '![Five](../../images/5.jpg "Cap"){: .out }',
        "> Said\n>\n> <cite>She</cite>\n{: .pull }",
        "```php\necho 1;\n```",
        "<https://youtu.be/x>",
        "[Buy](https://b.example/)",
        "[A file](../../images/a.pdf)",
        "[Contact](/contact/)",
        "[film.pdf](../../images/film.pdf)",
        "---",
        "Left",
    ]
    assert (found.equal, found.kept, found.problems) == (True, 0, ())
    assert [each.path for each in found.media] == [
        "images/5.jpg",
        "images/a.pdf",
        "images/film.pdf",
    ]
    told = [each.what for each in found.told]
    assert told == [
        "a contact form became a link to ours",
        "the block latest-posts draws what only WordPress can",
    ]


@pytest.mark.parametrize(
    ("html", "what"),
    [
        ("<p onclick='x()'>a</p>", "scripts in attributes were left out"),
        ("<script>x()</script>a", "<script> was left out: a text of ours has none"),
        ("[wibble a=1]", "the shortcode [wibble] is none that we know"),
        ("[gallery ids=404]", "a gallery names pictures that are not there"),
        ('<a href="https://old.example/dead/">a</a>', "a link leads nowhere"),
        (
            "<ul><li><pre>a</pre></li></ul>",
            "blocks that stay HTML, for Markdown would not say the same: 1",
        ),
        ('<!-- wp:block {"ref":1} /-->', "a reusable block is not in the export"),
        ('<!-- wp:block {"ref":7} /-->', None),  # which holds itself
    ],
)
def test_told(html: str, what: str | None) -> None:
    found = body(html, "blocks" if "wp:" in html else "classic")
    assert what is None or what in [each.what for each in found.told]
    assert "script" not in found.markdown and "onclick" not in found.markdown


SIGNS = [*"*_`~#>+-=|:!.()[]{}<>&\\\"'^%$@/;,?0123 "]
SIGNS += "1. |- |+ |# |> |```|~~~|---|===|[x]|[^1]|[^1]: |&amp;|&copy;|<b>|</div>|<!-- x -->".split(
    "|"
)
SIGNS += [
    "http://a.example/b_c_d",
    "{: .x }",
    "![a](b)",
    "[a](b)",
    "[a][b]",
    "**b**",
    "__c__",
    "a_b",
]
SIGNS += ["Date: 3 May", ": def", "| a | b |", "|---|---|", "*[HTML]: x", "~~x~~", "==y==", "[TOC]"]
SIGNS += [
    "[sic]",
    "•",
    "é",
    "שלום",
    "🙂",
    "word",
    "two words",
    "\u00a0",
    "[gallery]",
    "1)",
    "<a@b.c>",
]
ANY = st.text(st.characters(codec="utf-8", exclude_categories=["C"]), max_size=4)
WORDS = st.lists(st.sampled_from(SIGNS) | ANY, min_size=1, max_size=6).map("".join)
TEXT = WORDS.map(lambda text: escape(text, quote=False))
URL = st.sampled_from(
    ["http://a.example/", "http://a.example/x_(y)_z", "/b?c=d&e=f&copy;=1#g", "../x y.html",
     "mailto:a@b.c", "http://a/[b]", "http://a/*b*", 'http://a/"q"', "http://a/\\x`y`", "http://a/(b"]
).map(escape)  # fmt: skip
IMG = st.builds(lambda url, alt: f'<img src="{url}" alt="{escape(alt)}">', URL, WORDS)
Strategy = st.SearchStrategy[str]


def inlines(inner: Strategy) -> Strategy:
    names = st.sampled_from("b i em strong del sup kbd u span small mark cite q s sub".split())
    titles = st.sampled_from(["", ' title="T &quot;q&quot; (x"'])
    links = st.builds(lambda u, t, c: f'<a href="{u}"{t}>{c}</a>', URL, titles, TEXT | IMG)
    codes = TEXT.map(lambda text: f"<code>{text}</code>")
    return st.one_of(
        st.builds(lambda n, c: f"<{n}>{c}</{n}>", names, inner),
        *(codes, links, IMG, st.just("<br>")),
        st.lists(inner, min_size=1, max_size=3).map("".join),
    )


INLINE = st.recursive(TEXT, inlines, max_leaves=6)


def table(rows: list[list[str]]) -> str:
    head, *others = ["".join(f"<td>{cell}</td>" for cell in row) for row in rows]
    head = head.replace("<td>", "<th>").replace("</td>", "</th>")
    return f"<table>{''.join(f'<tr>{row}</tr>' for row in (head, *others))}</table>"


def blocks(inner: Strategy) -> Strategy:
    items = st.lists(INLINE | inner, min_size=1, max_size=3)
    lists = st.sampled_from(["ul", "ol"])
    return st.one_of(
        st.builds(lambda n, i: f"<{n}>{''.join(f'<li>{c}</li>' for c in i)}</{n}>", lists, items),
        inner.map(lambda html: f"<blockquote>{html}</blockquote>"),
        st.lists(inner, min_size=1, max_size=3).map("\n".join),
    )


LINES = st.lists(TEXT, min_size=1, max_size=4).map("\n  ".join)
PRE = LINES.map(lambda lines: f"<pre>{lines}</pre>")
TABLE = st.integers(1, 3).flatmap(
    lambda n: st.lists(st.lists(INLINE, min_size=n, max_size=n), min_size=2, max_size=3).map(table)
)
HEADING = st.builds(lambda n, text: f"<h{n}>{text}</h{n}>", st.integers(2, 5), TEXT)
BLOCK = st.recursive(INLINE.map(lambda html: f"<p>{html}</p>") | HEADING | PRE | TABLE, blocks)
OFTEN = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))


@OFTEN
@given(BLOCK)
def test_any_html_comes_back(html: str) -> None:
    found = body(html, "page")
    assert found.equal
    drawn, before = facts(PROOF.read(found.markdown)[0]), facts(html)
    assert bare(drawn.words) == bare(before.words)
    assert [src for src, _ in drawn.pictures] == [src for src, _ in before.pictures]


def bare(words: str) -> str:
    """Without blanks, and without the marks of lists that were only drawn."""
    return "".join(each for each in words if each.isalpha())


@OFTEN
@given(WORDS, st.sampled_from(["classic", "blocks", "page", "text"]))
def test_any_text_at_all(text: str, form: Form) -> None:
    assert body(text, form).equal
    reply, _ = reply_of(text, Answers())
    html_of(reply)


@OFTEN
@given(TEXT)
def test_any_comment_comes_back(text: str) -> None:
    reply, _ = reply_of(f"<b>{text}</b> <a href='https://a.example/'>x</a> y", Answers())
    words = bare(facts(html_of(reply)).words)  # addresses stand behind them where form is lost
    assert words.startswith(bare(facts(f"{text} x y").words))


def test_comments() -> None:
    html = (
        'So <b>good</b>!\nYes\n\n<blockquote>q</blockquote><a href="https://a.example/">a</a> *x*'
    )
    markdown = r"So **good**!" + "\nYes\n\n> q\n\n[a](https://a.example/) " + r"\*x\*"
    assert reply_of(html, Answers()) == (markdown, ())
    assert reply_of(" <p></p>", Answers()) == ("", ())
    link, told = reply_of(f'<img src="{OLD}a-300x200.jpg">', Answers())
    assert link == f"[a-300x200.jpg]({OLD}a.jpg)"
    assert len(told) == 1


@pytest.mark.parametrize(
    "html",
    [
        pytest.param("word " * 40_000, id="200 KB"),
        pytest.param("<div>" * 5_000 + "word", id="5,000 within each other"),
        pytest.param("<b><p>" * 5_000 + "word", id="5,000 that overlap"),
        pytest.param("[caption]" * 20_000 + "word", id="shortcodes that never end"),
        pytest.param("<!-- wp:" * 20_000, id="blocks that never end"),
        pytest.param("<ul>" + "<li>word" * 5_000, id="a long list"),
        pytest.param("((a " * 20_000, id="notes that never end"),
    ],
)
def test_soon(html: str) -> None:
    begun = process_time()
    assert body(html, "blocks").equal
    assert process_time() - begun < 10
