"""What readers would not see as it was written is told, and nothing else is."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown import Markdown

from plugins.anatomy.anatomy import dissect
from plugins.check.mend import mended
from plugins.common.header import split
from plugins.common.problem import Fix, Place, Problem
from plugins.common.source import Source
from plugins.contents.anchors import Anchors
from plugins.proof.leftovers import Proof
from plugins.proof.proof import addresses, headings, ids, tags
from plugins.proof.tags import unbalanced
from tests.conftest import ARTICLE, Build

HEADER = "Title: A\n\n"
NAMES = st.sampled_from(["b", "div", "my-tag", "p", "kbd"])
MARKDOWN = Markdown(
    extensions=["extra", "sane_lists", "toc", "codehilite", Anchors(), Proof()],
    output_format="html",
)


def proof(text: str) -> list[Problem]:
    source = Source(Path("a.md"), Path(), text, split(text))
    MARKDOWN.reset()
    MARKDOWN.source, MARKDOWN.problems = source, []  # type: ignore[attr-defined]
    html = MARKDOWN.convert(source.header.body)
    anatomy = dissect(html)
    found: list[Problem] = MARKDOWN.problems  # type: ignore[attr-defined]
    found += [*headings(anatomy, source, "A"), *ids(anatomy, source)]
    return sorted([*found, *tags(html, source), *addresses(anatomy, source)])


@pytest.mark.parametrize(
    "body",
    [
        pytest.param("array[i][j], list[int][0], f(x)[one][two], [1][2], [i][j]", id="subscripts"),
        pytest.param("[sic], [one] [two], [x], - [ ] to do", id="brackets of prose"),
        pytest.param("`[one][two]` and \\[one][two] and [one\\][two]", id="code and escaped"),
        pytest.param("[one][two] ![one][Two] [two][]\n\n[two]: https://a.example/", id="links"),
        pytest.param("Match [^a-z] or [^abc] or `[^1]` or \\[^1].", id="no calls of notes"),
        pytest.param("Word[^1], and again[^1].\n\n[^1]: A note[^n].\n\n[^n]: Two.", id="notes"),
        pytest.param("[`x`](a.md) [<b>x</b>](a.md) [![x](y.jpg)](a.md) [&nbsp;x](b)", id="seen"),
        pytest.param(
            "```python\na\n```\n\n~~~\nb\n\n```\n~~~\n\n    ```\n\n``` `x` ```", id="code"
        ),
        pytest.param("````markdown\n```python\nx\n```\n````", id="a fence in longer ones"),
        pytest.param("Words ~~~ or ``` amidst a line.", id="no fence"),
        pytest.param("<!-- ```\n<div>[](x) -->", id="a comment"),
        pytest.param("<ul><li>a<li>b</ul>\n\n<p>a\n\n<br> <img src=a> <hr/>", id="optional ends"),
        pytest.param("<b><i>a</b></i> <svg><g/><path d='M0'/></svg>", id="what browsers mend"),
        pytest.param("a < b > c, <3, <https://a.example>, <a@b.example>", id="no tags"),
        pytest.param("- one\n\n        <div>\n", id="code in a list"),
        pytest.param("## A\n\n### B\n\n#### C\n\n## D\n\n### E", id="levels in order"),
        pytest.param("## ![x](y.jpg)", id="a heading that is a picture"),
        pytest.param('## Twice\n\n## Twice\n\n<a name="twice"></a>', id="headings of one text"),
        pytest.param("[a](http://localhost:8000) [b](https://a.example?b c)", id="sites"),
        pytest.param("[a](#b) <a id='b'></a> [c](mailto:d@e.example)", id="other addresses"),
        pytest.param("`[[a post]]` \\[[a post]] x[[name]], [[1,2],[3,4]], [[ -f x ]]", id="[["),
        pytest.param(
            "[sic] (see there), [core] (#123), f(name)[0], (see)[1], (so) [it] is", id="]("
        ),
        pytest.param(
            "A talk [video] of [the caption], in [/etc], [a=1], [type='text']", id="[word]"
        ),
        pytest.param("{{ name }} and {name} and `{% raw %}` and {1, 2}%", id="braces"),
        pytest.param("~~ so ~~, a ~~b, ~/a ~/b, x~~y~~z, 5 ~~~ 6", id="tildes"),
        pytest.param("a == b, x==y==z, == so ==, ==>, `==a==`\n\n=====", id="equals"),
        pytest.param(
            "Use **kwargs, **options and f(a, **b), 2**3, 5 ** 2, src/**/*.py", id="stars"
        ),
        pytest.param("f**k and bull****, cheap\\*\\*, **bold** and ***both***", id="more stars"),
        pytest.param("He said `so' and ``so'', \\`so, Hawai`i", id="quotes of backticks"),
        pytest.param("a\n- Author\n\nb\n-- c\n-- d\n\nIn\n1998. It was", id="dashes of prose"),
        pytest.param("A:  \n- b  \n- c\n\n$$\na\n- b\n- c\n$$", id="lines that stay"),
        pytest.param("A | b\n- | -\nc | d\n\n| a |\n|---|\n| `b | c` \\| d |\n", id="tables"),
        pytest.param("| a | b |\n|---|---|\n| c | d | |\n| e |", id="empty cells, and too few"),
        pytest.param("- a\n    - b\n        - c\n- d\n\n1. a\n    - b", id="lists in lists"),
        pytest.param("    - a\n      - b\n\n```\n- a\n  - b\nc:\n- d\n```", id="lists in code"),
        pytest.param("A | b. ----- | c\n\n+---+\n| a |\n+---+", id="drawn with signs"),
        pytest.param(
            "SPA\u00df\u201c, MA\u00c7\u00c3\u201d, CAF\u00c9\u2026, \u00c2ge", id="letters"
        ),
        pytest.param(
            "`\u00c3\u00a9` and\n\n```\n\u00e2\u20ac\u2122 \ufffd\n```", id="broken ones in code"
        ),
        pytest.param("```\n<<<<<<< a\nb\n=======\nc\n>>>>>>> d\n```", id="a merge in code"),
        pytest.param("<<<<<<< a\n\n> > > b", id="no merge"),
        pytest.param("> a\n{: .pull }\n\n`{: .pull }`, a {: , {:}", id="attribute lists"),
        pytest.param("A\n{: .full .floor .output .put .note }", id="classes of one's own"),
        pytest.param(
            "A.\n\n    make html && make publish || exit 1; echo This is no sentence.", id="code"
        ),
        pytest.param("A\n\n<!-- a\n\n b -->\n\nb <!-- c --> d <!--more-->", id="comments"),
        pytest.param("[TOC]\n\n[toc] is a word, [gallery] too", id="contents"),
        pytest.param("[Back to top](#) [\u2191](#) [b](#top) <a href='#'>c</a>", id="to the top"),
        pytest.param("[a](https://web.archive.example/2014/https://b.example/)", id="archives"),
        pytest.param("![a](heic.jpg) [b](c.heic) ![d](e.jpg?was=f.heic)", id="pictures"),
        pytest.param("\u3010\u8a3b\u3011 and \u2020 and it may turn0 or `oaicite`", id="brackets"),
        pytest.param("%%timeit, 5%% b %%c, %% and %%, %%i in %%j, `%% a b %%`", id="per cents"),
        pytest.param("base ** power ** 2, a ** b, ** and ** or x **= 2 ** 3 ** 4", id="powers"),
        pytest.param(
            "\u2022 one  \n\u2022 two\n\n\u2022 three\n\n\u2022 four\n\n\u2013 Oui.\n\u2013 Non.",
            id="dots",
        ),
        pytest.param("1) one  \n2) two\n\n1) one\n\n2) two\n\nOf (a and\n1) b", id="1)"),
        pytest.param("*one* a\n*two* b\n\n-5\n-6\n\n*Price\n\n--a\n--b", id="no items"),
        pytest.param('<aside markdown="1">\n**a** [b](https://c.example)\n</aside>', id="read"),
        pytest.param(
            "<div><code>**a**</code> 2**3 f(**a) [1](x)</div>\n\n```\n<p>**a**</p>\n```\n\n"
            "```python\n**a**\n```\n\na <b>**so**</b> c",
            id="HTML",
        ),
        pytest.param("a | b\n---|---\nc | d\n\nText\n\na\n-\nb", id="below a table"),
        pytest.param("x `a b\nc` and\n\n```\nd e\n```\n\n``` py\nf\n```", id="code of lines"),
        pytest.param(
            "- a\tb\n- c\td\n\n1.\ta\tb\n2.\tc\td\n\nx\ty\n\nA\tb\nc\td\te\n\n\tA\tb\n\tc\td",
            id="tabs",
        ),
        pytest.param("<pre>\nA\tb\n\nc\td\ne\tf\n</pre>", id="tabs that stay"),
        pytest.param("|x| + |y|\n|x| + |z|\n\n| a verse\n| a verse\n\na | b\nc | d", id="pipes"),
    ],
)
def test_of_these_nothing_is_said(body: str) -> None:
    assert proof(f"{HEADER}{body}\n") == []


@pytest.mark.parametrize(
    ("body", "note"),
    [
        pytest.param("# B\n\n## C", "3:1: the title is the only heading of", id="a first level"),
        pytest.param("A\n\nB\n===", "5:1: the title is the only heading of", id="underlined"),
        pytest.param("<h1>B</h1>", "3:1: the title is the only heading of", id="in HTML"),
        pytest.param("### B", "3:1: a heading of level 3 stands below the title", id="a third"),
        pytest.param("## B\n\n> #### C", "5:1: a heading of level 4 stands", id="in a quotation"),
        pytest.param("## B\n\n##\n\n## C", "5:1: this heading has no text", id="empty"),
        pytest.param("<p id='b'>A</p>\n\n## B", "3:4: another place is named b", id="by itself"),
        pytest.param("A\n{: #b }\n\nB\n{: #b }", "7:1: another place is named b", id="not led to"),
        pytest.param("- [ ] a\n- [x] b", "3:3: readers see '[ ]' as it was typed", id="boxes"),
        pytest.param("Type `make it", "3:6: readers see this `", id="a backtick"),
        pytest.param(
            "A.\n\n\tThis is a long sentence that begins as those of books do, far in.\n\nB.",
            "5: this paragraph is shown as code",
            id="a paragraph far in",
        ),
    ],
)
def test_what_loses_nothing_is_a_note(body: str, note: str) -> None:
    (found,) = proof(f"{HEADER}{body}\n")
    line, _, what = note.partition(": ")
    assert (f"{found.line}:{found.column}".removesuffix(":0"), found.note) == (line, True)
    assert found.what.startswith(what)


SIGNS = (
    *(
        "\n",
        "\n",
        "    ",
        "  ",
        " ",
        "a",
        "B.",
        ":\n",
        "- ",
        "* ",
        "1. ",
        "> ",
        "|",
        "|-|",
        "--",
        "`",
    ),
    *(
        "**",
        "~~",
        "==",
        "[",
        "]",
        "](",
        "] (",
        ")[",
        "[[",
        "]]",
        "[!",
        "[ ] ",
        "{:",
        "{%",
        "%}",
        "{{<",
    ),
    *(".flaot", "}", ">}}", "<!--", "-->", "$$", "<<<<<<< a\n", "=======\n", ">>>>>>> b\n", "<b>"),
    *(
        "\u00c3\u00a9",
        "\u00e2\u20ac",
        "\ufffd",
        "\u201c",
        "[/embed]",
        "[embed",
        "https://a.example",
    ),
)
TABLE = "| a | b |\n|---|---|\n| c | d |"
FAULTS = {
    "[](x.md)": 1,
    "[text]()": 1,
    "![text]()": 1,
    "[text][gone]": 8,
    "[text][]": 1,
    "word[^gone]": 5,
    "[a](http://)": 5,
    "word <kbd>": 6,
    "word </kbd>": 6,
    "[[a post]]": 1,
    "![[a.jpg]]": 1,
    "[text] (https://a.example)": 1,
    "(text)[https://a.example]": 1,
    "[text](https://a.example for": 1,
    '[caption id="7" width="3"]': 1,
    "[embed]https://a.example[/embed]": 1,
    "[gallery ids=1,2]": 1,
    "{{< figure src=a >}}": 1,
    "{% include a.html %}": 1,
    "{{ site.url }}": 1,
    "~~text~~": 1,
    "==some text==": 1,
    "some **text and": 6,
    "some **text **and": 6,
    "some ** text**": 6,
    "some text {: .pull}": 11,
    "[a](https://http://a.example)": 5,
    "[text](#)": 1,
    "![text](a.heic)": 9,
    "text:contentReference[oaicite:0]{index=0}": 5,
    "text\u30104:0\u2020source\u3011": 5,
    "text citeturn0search1": 6,
    "text %% ask Maria %%": 6,
    "text ** so it ** is": 6,
    "don\u00e2\u20ac\u2122t": 4,
}
CODE = (
    "```\n{}\n\n{}\n```",
    "~~~ text\n{}\n~~~",
    "    {}\n\n    {}",
    "Say `{}` or `` {} ` ``.",
    "<!-- {}\n\n{} -->",
    "Words in two\nlines.",
)


@given(
    st.sampled_from(sorted(FAULTS)),
    st.lists(st.sampled_from(CODE)),
    st.lists(st.sampled_from(CODE)),
)
def test_a_fault_is_found_among_its_copies_in_code(
    fault: str, before: list[str], after: list[str]
) -> None:
    parts = [*(part.format(*2 * [fault]) for part in before), f"Here: {fault}"]
    text = HEADER + "\n\n".join([*parts, *(part.format(*2 * [fault]) for part in after)])
    (problem,) = proof(text)
    line = text.split("\n").index(f"Here: {fault}") + 1
    assert (problem.line, problem.column) == Place(line, len("Here: ") + FAULTS[fault])
    assert not problem.note


@given(st.lists(st.sampled_from(["~~~", "", "x", "    y", "- z"])))
def test_code_that_never_ends_is_told_where_it_begins(lines: list[str]) -> None:
    fences = [number for number, line in enumerate(lines, 3) if line == "~~~"]
    text = HEADER + "\n".join([*lines, "", "```py", "x", "", "The end."])
    begins = fences[-1] if len(fences) % 2 else 4 + len(lines)
    problems = proof(text)
    assert [problem.line for problem in problems if "code" in problem.what] == [begins]
    assert problems[-1].line == begins


@given(
    st.text("[]()^!`~#<>/ab1 \n\\:{}", max_size=60)
    | st.lists(st.sampled_from(SIGNS), max_size=20).map("".join)
)
def test_no_text_is_too_odd(body: str) -> None:
    lines = (HEADER + body).count("\n") + 1
    assert all(0 < problem.line <= lines for problem in proof(HEADER + body))


@given(st.recursive(st.just("x"), lambda inner: st.builds("<{0}>{1}</{0}>".format, NAMES, inner)))
def test_html_that_ends_is_in_balance(html: str) -> None:
    assert unbalanced(html) == []
    assert len(unbalanced(f"{html}</b>")) == 1
    assert len(unbalanced(f"<b>{html}")) == 1


def test_what_has_one_right_answer_has_it() -> None:
    (problem,) = proof(f"{HEADER}A [word][adress].\n\n[address]: https://a.example/\n")
    assert problem.fix == Fix(Place(3, 10), "adress", "address")
    (problem,) = proof(f"{HEADER}[Adress][] it is.\n\n[address]: https://a.example/\n")
    assert problem.remedy == "Did you mean [address]?"
    assert problem.fix is None


@pytest.mark.parametrize(
    ("body", "right"),
    [
        ("So [the *text*] (a.md#b) it is", "So [the *text*](a.md#b) it is"),
        ("See (the shop)[https://a.example/].", "See [the shop](https://a.example/)."),
        ("This ~~is~~ ==was== it", "This <del>is</del> <mark>was</mark> it"),
        ("Of:\n- one\n- two", "Of:\n\n- one\n- two"),
        (f"Of\n\nthese\n{TABLE}", f"Of\n\nthese\n\n{TABLE}"),
        ("I don\u00e2\u20ac\u2122t. Caf\u00c3\u00a9", "I don\u2019t. Caf\u00e9"),
        ("\u00c2\u00a3 \u00f0\u0178\u02dc\u20ac", "\u00a3 \U0001f600"),
        ("[a](http://https://b.example/)", "[a](https://b.example/)"),
        ("Please ** do not ** ring.", "Please **do not** ring."),
        ("> A\n{: .pull title=\u201cA b\u201d }", '> A\n{: .pull title="A b" }'),
        ("![A](b.jpg){: .flaot }", "![A](b.jpg){: .float }"),
    ],
)
def test_one_right_answer_is_written(body: str, right: str) -> None:
    problems = proof(f"{HEADER}{body}\n")
    fixes = [problem.fix for problem in problems if problem.fix]
    assert len(fixes) == len(problems)
    assert mended(f"{HEADER}{body}\n", fixes).new == f"{HEADER}{right}\n"
    assert proof(f"{HEADER}{right}\n") == []


def test_half_a_merge_is_told_in_a_header_too() -> None:
    text = "Title: A\n<<<<<<< HEAD\nTags: b\n=======\nTags: c\n>>>>>>> d\n\nText.\n"
    assert [(problem.line, problem.column) for problem in proof(text)] == [(2, 1)]


def test_a_note_that_nothing_calls_leads_nowhere_back() -> None:
    (problem,) = proof(f"{HEADER}A[^1].\n\n[^1]: One.\n[^2]: Two.\n")
    assert (problem.line, problem.what) == (6, "nothing calls the note [^2]")
    html = MARKDOWN.convert("A[^1].\n\n[^1]: One.\n[^2]: Two.\n")
    assert "#fnref:1" in html
    assert "#fnref:2" not in html


@pytest.mark.parametrize(
    ("body", "told"),
    [
        pytest.param("## B\n\n#### C", "level 3 is left out", id="levels"),
        pytest.param("# B", "the title is the only heading", id="two titles"),
        pytest.param("A\n{: #b }\n\nB\n{: #b }", "another place is named b", id="ids"),
        pytest.param("A <b>word</i>.", "<b> never ends", id="tags"),
    ],
)
def test_the_check_of_the_page_says_it_no_second_time(body: str, told: str, build: Build) -> None:
    built = build({"articles/a.md": f"{ARTICLE}\n{body}\n", "articles/b.md": ARTICLE}, CHECK="1")
    lines = [*built.problems, *built.notes.splitlines()]
    (line,) = (line for line in lines if told in line)
    assert re.match(r"content/articles/a\.md:\d+", line)
    assert not [line for line in lines if "h1" in line or "HTML is broken" in line or "h4" in line]


def test_a_note_of_form_stops_no_publishing(build: Build) -> None:
    built = build({"articles/a.md": f"{ARTICLE}\n# B\n\n#### C\n\n##\n"}, PUBLISH="1")
    assert (built.status, built.problems) == (0, ())
    assert all(said in built.notes for said in ("first level", "level 2 is left", "no text"))
