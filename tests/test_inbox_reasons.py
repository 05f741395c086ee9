"""What is odd about a message, and what only looks so."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.requests import Request

from plugins.contact_form.form import CONTACT
from plugins.inbox.reasons import copied, gibberish, how, what, words_of
from plugins.inbox.settings import networks_of
from plugins.inbox.store import Message
from plugins.inbox.visitor import MAX_PREFIXES, MOST, UNKNOWN, WITHIN, Rates, address_of, prefix
from plugins.replies.form import REPLY

SITE = "https://blog.example"
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
CLEAN = CONTACT.answers({"name": "Ann", "email": "ann@example.org", "message": "Hello"})


@pytest.mark.parametrize(
    ("headers", "reasons"),
    [
        pytest.param({"sec-fetch-site": "same-origin", "origin": "https://other"}, 0, id="same"),
        pytest.param({"origin": SITE}, 0, id="a browser that knows only Origin"),
        pytest.param({"origin": "HTTPS://BLOG.example"}, 0, id="in capitals"),
        pytest.param({"origin": SITE, "sec-fetch-site": "none"}, 0, id="a page that was restored"),
        pytest.param({}, 1, id="a program"),
        pytest.param({"origin": "null", "sec-fetch-site": "cross-site"}, 1, id="Origin: null"),
        pytest.param({"origin": "https://evil", "sec-fetch-site": "cross-site"}, 1, id="another"),
        pytest.param({"origin": f"{SITE}.evil"}, 1, id="a name that begins alike"),
        pytest.param({"sec-fetch-site": "same-site"}, 1, id="a neighbour"),
    ],
)
def test_how_it_came(headers: dict[str, str], reasons: int) -> None:
    assert len(how(CONTACT, CLEAN, headers, SITE, MOST)) == reasons
    assert len(how(CONTACT, CLEAN, headers, SITE, MOST + 1)) == reasons + 1


def said(text: str, name: str = "Ann") -> tuple[str, ...]:
    return what(CONTACT, CLEAN | {"message": text, "name": name}, SITE)


@pytest.mark.parametrize(
    "text",
    [
        "I read your piece about the bell on the counter. May we print it in our newsletter?",
        "We are redesigning our letters to customers. Would you look at two of them? Our team is"
        " four people in Leeds.",
        "My bank refused me a loan and would not say why. Your article says what I felt.",
        "I work for a bank. We lost 4 of our oldest clients in a year and none of them complained.",
        "There is a study on waiting: https://davidmaister.com/articles/the-psychology-of-waiting",
        "Your feed at https://blog.example/feeds/all.atom.xml does not open in my reader.",
        "Please take me off your list, I unsubscribed in May and it still comes every day.",
        "Is your book sold in shops? I'd like to order 12 for $9 each, for our reading group.",
        "Danke für den Text! Bei uns im Bürgeramt bekommt man eine Nummer und bleibt sie dann.",
        "Здравствуйте! Прочитала вашу статью про очередь. Можно ли перевести её для коллег?",
        "مرحبا، قرأت مقالكم عن الانتظار وأعجبني كثيرا. هل يمكنني ترجمته إلى العربية؟",
        "Zbigniew Brzęczyszczykiewicz z Wrzeszcza pyta: czy mogę to wydrukować?",
        "Order PX-4482-QZ from May never came, and ref KJ9920 is all I have.",
        "The CSS of the print page hides the URL in Firefox 145 on macOS. JavaScript is off.",
        "ok",
    ],
)
def test_what_people_write(text: str) -> None:
    assert said(text) == ()


@pytest.mark.parametrize(
    "text",
    [
        "I can get you on the first page of Google. Reply with your phone number.",
        "Do you accept guest posts? We pay $80 for a do-follow link.",
        "We offer affordable web design for small businesses. Interested? Schedule a call.",
        "Get a business loan of up to $500,000, no collateral.",
        "I invested in bitcoin trading with Mrs Smith and she made me a profit.",
        "Best online casino, free spins today",
        "Cheap viagra without prescription",
        "Hello dear friend, I am a banker in Burkina Faso and have $12,500,000 to transfer.",
        "Nice blog! Is the theme custom made? Visit my site https://cheap-roofs.example",
        '<a href="https://a.example">good roofs</a>',
        "[url=https://a.example]good roofs[/url]",
        "See https://a.example/one and https://b.example/two",
        "Your раge could earn more",
        "qwxjzk vbgtr fhqxz plkjhq",
        "HJkdFsLKJdSfQw",
    ],
)
def test_what_sellers_and_programs_write(text: str) -> None:
    assert len(said(text)) > 0


def test_the_reasons_are_sentences_for_a_person() -> None:
    assert said("We pay for guest posts and backlinks: www.a.example, http://b.example") == (
        "It speaks as sellers speak: “guest posts”, “backlinks”",
        "It links to www.a.example, b.example",
    )
    many = " ".join(f"https://{letter}.example/x" for letter in "abcde")
    assert said(many)[-1] == "It links to a.example, b.example, c.example and 2 more"


texts = st.text(st.characters(codec="utf-8"), max_size=200)


@given(texts, texts, st.sampled_from((CONTACT, REPLY)))
def test_every_text_can_be_judged(name: str, text: str, form: object) -> None:
    known = CONTACT if form is CONTACT else REPLY
    answers = known.answers({"name": name, "email": "", "message": text, "comment": text})
    for reason in (*what(known, answers, SITE), words_of(known, answers)):
        assert isinstance(reason, str)


@given(st.lists(st.sampled_from("the bell counter waiting customer why nobody asked".split())))
def test_words_are_no_gibberish(words: list[str]) -> None:
    assert not gibberish(" ".join(words))


def test_a_copy_is_known_by_its_words_and_by_who_sent_it() -> None:
    def sent(name: str, text: str, email: str = "a@example.org", number: int = 0) -> Message:
        answers = CONTACT.answers({"name": name, "email": email, "message": text})
        return Message(
            NOON, "contact", "", answers, words=words_of(CONTACT, answers), number=number
        )

    text = "we make 100 roofs a year and would like to make one for you, whoever you may be"
    ann = sent("Ann", f"I am Ann, {text}!", number=7)
    bob = sent("Bob", f"I am Bob, {text.upper()}")
    assert ann.words == bob.words
    assert copied(bob, [ann]) == ("Number 7 says the same under another name or address",)
    assert copied(sent("ann", text, "A@example.org"), [ann]) == ()
    assert sent("Ann", "Thank you!").words == ""


@pytest.mark.parametrize(
    ("peer", "forwarded", "address"),
    [
        pytest.param("192.0.2.7", [], "192.0.2.7", id="itself"),
        pytest.param("192.0.2.7", ["10.9.9.9"], "192.0.2.7", id="no proxy of ours"),
        pytest.param("127.0.0.1", ["192.0.2.7"], "192.0.2.7", id="a proxy's word"),
        pytest.param("127.0.0.1", ["10.0.0.1, 192.0.2.7"], "192.0.2.7", id="its last word"),
        pytest.param("127.0.0.1", ["192.0.2.1", "192.0.2.7"], "192.0.2.7", id="its last line"),
        pytest.param("", ["192.0.2.7"], "192.0.2.7", id="behind a unix socket"),
        pytest.param("127.0.0.1", [], "127.0.0.1", id="this machine"),
        pytest.param("::1", ["2001:db8:1:2:3::4"], "2001:db8:1:2::/64", id="half of IPv6"),
        pytest.param("::1", ["::ffff:192.0.2.7"], "192.0.2.7", id="IPv4 in IPv6"),
        pytest.param("127.0.0.1", ["so to say"], UNKNOWN, id="nonsense"),
        pytest.param("", [], UNKNOWN, id="nothing"),
    ],
)
def test_where_a_visitor_comes_from(peer: str, forwarded: list[str], address: str) -> None:
    headers = [(b"x-forwarded-for", line.encode()) for line in forwarded]
    request = Request({"type": "http", "client": (peer, 0), "headers": headers})
    assert address_of(request, networks_of("127.0.0.0/8, ::1")) == address


@given(st.text())
def test_every_address_has_a_prefix(address: str) -> None:
    assert prefix(address)


def test_rates_forget() -> None:
    rates = Rates()
    assert [rates.count("a", NOON) for _ in range(3)] == [1, 2, 3]
    assert rates.count("a", NOON + WITHIN) == 1
    assert rates.count("a", NOON - timedelta(days=1)) == 1, "the clock was set back"
    rates.count("kept", NOON)
    for number in range(MAX_PREFIXES - 1):
        rates.count(str(number), NOON)
    assert rates.count("kept", NOON) == 2
    for number in range(MAX_PREFIXES):
        rates.count(str(number), NOON)
    assert rates.count("kept", NOON) == 1
