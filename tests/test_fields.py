"""The table of fields: what a header's values mean, and what is said of those that mean nothing."""

import json
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.common.header import split
from plugins.front_matter.fields import FIELDS, Read, read
from tests.test_header import ANY_TEXT

UUID = "0d8e3c6a-6f0e-4f6e-9a53-5b0c1f5c2f7d"
INDIA = timezone(timedelta(hours=5.5))
DAY = datetime(2026, 3, 4)  # noqa: DTZ001 (the zone is the site's)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        pytest.param("Title: Q&amp;A <b> 😀 שלום", "Q&A <b> 😀 שלום", id="a title is plain text"),
        pytest.param("Summary: One\n    two", "One two", id="a text may go on in the next line"),
        pytest.param("Date: 2026-03-04", DAY, id="a date"),
        pytest.param("Date: 2026-03-04 09:30", DAY.replace(hour=9, minute=30), id="and time"),
        pytest.param("Date: 2026-03-04 00:00 UTC", DAY.replace(tzinfo=UTC), id="in UTC"),
        pytest.param(
            "Date: 2026-03-04T00:00+05:30", DAY.replace(tzinfo=INDIA), id="with an offset"
        ),
        pytest.param("Tags: a, b , a,", ("a", "b"), id="a list is split at commas, each once"),
        pytest.param("Authors: Lee, Sam; Poe", ("Lee, Sam", "Poe"), id="or at semicolons"),
        pytest.param("Tags: a, b,\n    c", ("a", "b", "c"), id="a list may go on"),
        pytest.param("Author: Q&amp;A", ("Q&A",), id="one author is a list of one"),
        pytest.param("Status: Draft", "draft", id="a choice ignores case"),
        pytest.param("Reading-Minutes: 7", 7, id="a number"),
        pytest.param("Slug: c-plus_plus.2", "c-plus_plus.2", id="a slug"),
        pytest.param(f"Id: {UUID.upper()}", UUID, id="a UUID in any spelling"),
        pytest.param("Save-As: a/b.html", "a/b.html", id="a path below the site"),
        pytest.param("Guid: 12 at http://a.b/?p=1&q", "12 at http://a.b/?p=1&q", id="a guid as is"),
        pytest.param("Guid: a?b&section=1", "a?b&section=1", id="with what looks like an entity"),
        pytest.param("Aliases: /a/ /b,c/, /d/,", ("/a/", "/b%2Cc/", "/d/"), id="old addresses"),
        pytest.param("Aliases: /a/\n    /?p=7&amp=1", ("/a/", "/?amp=1&p=7"), id="one a line"),
        pytest.param("---\naliases: [/a b/, /c]\n---", ("/a%20b/", "/c"), id="one an item"),
        pytest.param("Aliases: http://a.b/x%2Cy?p=7#z", ("/x%2Cy?p=7",), id="of an old domain"),
        pytest.param("Status: withdrawn", "withdrawn", id="withdrawn"),
        pytest.param("Weather: fine", "fine", id="an unknown key is kept"),
        pytest.param("Summary:", None, id="an empty value is as none"),
    ],
)
def test_read(line: str, expected: Read | None) -> None:
    values, _ = read(split(line))
    assert next(iter(values.values()), None) == expected


@pytest.mark.parametrize(
    ("header", "what", "remedy"),
    [
        pytest.param("Tilte: A", "'tilte' is not a field", "Did you mean 'Title'?", id="misspelt"),
        pytest.param("Image_Atl: A", "'image_atl' is not a field", "Image-Alt", id="with hyphen"),
        pytest.param("Status: drafd", "'drafd' is no value of status", "'draft'", id="a choice"),
        pytest.param("Status: a; b", "'a; b' is no value of status", "draft, hidden", id="quoted"),
        pytest.param("Date: 04/03/2026", "'04/03/2026' is not a date", "2026-03-04", id="a date"),
        pytest.param("Date: 2026-02-30", "'2026-02-30' is not a date", "like", id="no such day"),
        pytest.param("Date: 0026-02-03", "'0026-02-03' is too long ago", "like", id="Roman"),
        pytest.param("Title: A\nTitle: B", "'title' is a list or given twice", "one", id="twice"),
        pytest.param("Slug: a/b", "'a/b' cannot be a slug", "hyphens", id="a slash in a slug"),
        pytest.param("Template: ../x", "'../x' cannot be a template", "", id="a foreign template"),
        pytest.param("Save-As: ../x", "'../x' leads out of the site", "below", id="out of site"),
        pytest.param("Url: /x", "'/x' leads out of the site", "below", id="at the root"),
        pytest.param("Id: 7", "'7' is not a UUID", "copy it whole", id="half a UUID"),
        pytest.param("Aliases: /a, b", "'b' begins nowhere", "https://", id="half an address"),
        pytest.param("Aliases: ftp://a/b", "is no web address", "https://", id="of another kind"),
        pytest.param("Aliases: http://[/", "is no address", "Mend", id="of no host"),
        pytest.param("Aliases: /a/../b", "holds an empty part", "out", id="by a detour"),
        pytest.param("Aliases: /%ff", "is not UTF-8", "UTF-8", id="of another encoding"),
        pytest.param("Aliases: /a%00", "holds a control character", "Delete", id="with a NUL"),
        pytest.param("Reading-Minutes: ten", "'ten' is not a whole", "digits", id="in words"),
        pytest.param("Permission: A\nOriginal-Url: js:x", "'js:x' is no web", "https://", id="JS"),
        pytest.param("Original-Url: http://a.b", "needs its permission", "Permission", id="stolen"),
        pytest.param("Permission: A\nOriginal-Url:", "the original's address", "Url", id="no link"),
        pytest.param("Image: a.jpg", "the picture has no description", "Image-Alt", id="no alt"),
    ],
)
def test_a_mistake_is_told_with_its_remedy(header: str, what: str, remedy: str) -> None:
    _, (remark,) = read(split(header))
    assert what in remark.what
    assert remedy in remark.remedy
    assert not remark.note


@pytest.mark.parametrize("header", ["Weather: fine", "---\nweather: fine\n---\n"])
def test_an_unlike_key_is_only_noted(header: str) -> None:
    _, (remark,) = read(split(header))
    assert remark.note


@pytest.mark.parametrize("header", ["Image:\nImage-Alt:", "Original-Url:\nPermission:", "Date:"])
def test_a_form_left_blank_is_no_mistake(header: str) -> None:
    assert read(split(header)) == ({}, [])


def test_every_field_is_explained() -> None:
    assert all(field.help.endswith(".") for field in FIELDS.values())


@given(
    ANY_TEXT | st.sampled_from(sorted(FIELDS)).flatmap(lambda k: st.text().map(f"{k}: ".__add__))
)
def test_any_text_is_read(text: str) -> None:
    _, remarks = read(split(text))
    assert all("\n" not in remark.what + remark.remedy for remark in remarks)


# What YAML can hold and a line can begin and end with.
words = (
    st.text(
        st.characters(exclude_categories=["C", "Zl", "Zp"], exclude_characters=",;"), min_size=1
    )
    .map(str.strip)
    .filter(bool)
)
headers = st.dictionaries(st.sampled_from(["Title", "Summary", "Image-Alt", "Question"]), words)
lists = st.dictionaries(
    st.sampled_from(["Tags", "Authors"]), st.lists(words, min_size=1, unique=True)
)


@given(headers, lists, st.sampled_from([", ", "; ", ",\n    ", "\n    "]))
def test_both_spellings_mean_the_same(
    one: dict[str, str], many: dict[str, list[str]], comma: str
) -> None:
    plain = [f"{key}: {value}" for key, value in one.items()]
    plain += [f"{key}: {comma.join(values)}" for key, values in many.items()]
    told: dict[str, object] = {**one, **many}
    yaml = [f"{key.lower()}: {json.dumps(told[key], ensure_ascii=False)}" for key in told]
    from_plain = read(split("\n".join([*plain, "", "Body"])))
    from_yaml = read(split("\n".join(["---", *yaml, "---", "Body"])))
    assert from_plain[0] == from_yaml[0]
    assert len(from_plain[0]) == len(told)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("draft: false", id="what is no draft elsewhere"),
        pytest.param("published: true", id="or is published"),
        pytest.param("Status: draft\nDraft: true", id="or says so here too"),
        pytest.param("Summary: One.\nDescription: Another.", id="a key of one's own beside ours"),
        pytest.param("Mood: fine.", id="a word that ends"),
        pytest.param("Teaser: It rang, and nobody came.\nTags: a", id="a sentence further up"),
        pytest.param(
            "Title: 2 * 3 * 4, a*b*c, *args, __init__ [sic] <b>", id="signs that are meant"
        ),
        pytest.param("Title: A\n\nQuestion: why do we wait?\nAnswer: who knows.", id="a dialogue"),
        pytest.param("Title: A\n\nSummary: it was good.", id="a word and a colon"),
        pytest.param("Status: draft\n\nStatus: draft", id="a field that the header has"),
        pytest.param("Summary: One.\nand two.", id="a text without a blank line above it"),
        pytest.param("Summary: One\nTwo.", id="or that begins anew"),
        pytest.param("Title : A", id="a blank before the colon"),
        *(
            pytest.param(f"Weather: fine\n{sentence}", id=f"a sentence: {sentence}")
            for sentence in (
                "Date night was long ago.",
                "Status quo, they said.",
                "Tags are what shops sew in.",
                "Image is everything, he said.",
                "Authors Sam and Paula never met.",
                "Title IX was passed in 1972.",
                "Summary justice is no justice.",
                "Question Time came.",
                "Replies came late.",
                "Url and all.",
                "Date 5 was the worst of them.",
            )
        ),
        pytest.param("Mood: x\nHe asked.\nQuestion: why do we wait?", id="a dialogue at once"),
        pytest.param("Publish_Date: 2026-03-04", id="the same day once more"),
        pytest.param("publishDate: 2026-02-01", id="a day before"),
        pytest.param("private: false\nunlisted: no\npassword:", id="what hides nothing"),
        pytest.param("visibility: public", id="nor this"),
        pytest.param("Status: hidden\npassword: 1234", id="what is hidden here too"),
        pytest.param("Summary: One.\nSubtitle: Another.", id="a subtitle beside a summary"),
        pytest.param("expires: never", id="a word that is no day"),
        pytest.param("Lang: pt-BR", id="a language of a country"),
        pytest.param("Lang: zh_Hant", id="and of a script"),
    ],
)
def test_what_is_only_like_a_mistake_is_let_be(text: str) -> None:
    first = "" if text.startswith("Title") else "Title: A\nDate: 2026-03-04\n"
    _, remarks = read(split(f"{first}{text}\n\nWords.\n"))
    assert [remark for remark in remarks if not remark.note] == []
