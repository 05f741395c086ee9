"""People and spammers: what each sends, from where, by what means, and how often.

The texts beside this module were written from what people write to such a blog
and from what spam its owners publish, before any rule of the receiver was read.
``{a|b}`` is one of two; ``[[slot]]`` is filled anew each time; ``%`` stands between texts.
"""

import random
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

from tests.torture.receiver import BROWSER, SITE

TEXTS = Path(__file__).parent / "texts"
HOST = SITE.removeprefix("https://")
Manner = Literal["once", "twice at once", "back and again", "cut off"]
MANNERS: tuple[Manner, ...] = ("once", "twice at once", "back and again", "cut off")

CHOICE = re.compile(r"\{([^{}]*)\}")
SLOT = re.compile(r"\[\[(\w+)\]\]")
FIRST = (
    "Anna Bram Chidi Dewi Elif Fatima Georgios Hanneke Ivana João Katarzyna Liam Mei Noor Olu"
    " Pádraig Quinten Rosa Siobhán Tomás Ursula Vincent Wanjiru Xander Yuki Zoë Bob Jan Li Ng"
).split()
LAST = (
    "van_den_Berg Ó_Súilabháin Müller Nguyễn García_Márquez O'Brien de_Vries Kowalczyk Smith"
    " Okafor Yılmaz Bakker 't_Hart Jansen-Peeters Møller Singh Rossi Dubois Kim Jones Sørensen"
    " Hernández Li Ng Visser MacDonald Eriksson Fernandes Schwarz Wu"
).split()
NAMES_ELSEWHERE = (
    "田中 由美子",
    "Мария Соколова",
    "محمد علي",
    "Ελένη Παπαδοπούλου",
    "김민수",
    "ΑΝΝΑ",
)
PROVIDERS = (
    "gmail.com outlook.com icloud.com ziggo.nl telenet.be web.de orange.fr yahoo.co.uk"
    " proton.me gemeente-voorbeeld.nl ziekenhuis.example uni-jena.example seniorweb.example"
).split()
KEYWORDS = (
    "viagra_100mg cialis_online payday_loans online_casino_no_deposit buy_instagram_followers"
    " essay_writing_service cheap_cbd_oil mobile_slots_bonus dental_implants_turkey"
    " emergency_plumber_london bitcoin_mixer weight_loss_gummies escorts_dubai roof_repair_dallas"
    " car_accident_lawyer_houston replica_rolex modafinil_review sports_betting_tips"
).split()
WORDS = (
    "blue river prime global smart quick bright north star first best pro max top easy true web"
    " lucky green data media shop health money link rank bet home market pixel cloud nova"
).split()
ENDINGS = "com net xyz top online site ru shop info club icu click vip pro".split()


@dataclass(frozen=True, slots=True)
class Visit:
    """One sending. ``confirms``: who is shown the form again presses its button again."""

    form: Literal["contact", "reply"]
    family: str
    typed: Mapping[str, str]
    headers: Mapping[str, str]
    manner: Manner = "once"
    confirms: bool = True


def spun(text: str, chance: random.Random) -> str:
    while CHOICE.search(text):
        text = CHOICE.sub(lambda found: chance.choice(found[1].split("|")), text)
    return SLOT.sub(lambda found: SLOTS[found[1]](chance), text)


@cache
def texts(name: str) -> tuple[str, ...]:
    return tuple(text.strip() for text in (TEXTS / f"{name}.txt").read_text("utf-8").split("\n%\n"))


def letters(chance: random.Random) -> str:
    alphabet = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
    return "".join(chance.choices(alphabet, k=chance.randint(8, 20)))


def url(chance: random.Random) -> str:
    scheme = chance.choice(("https://", "https://", "http://", "https://www.", "http://bit.ly/"))
    host = f"{chance.choice(WORDS)}-{chance.choice(WORDS)}{chance.choice(('', '24', '365'))}"
    path = chance.choice(("", "/", f"/{letters(chance)}", f"/?ref={chance.randint(9, 9999)}"))
    return f"{scheme}{host}.{chance.choice(ENDINGS)}{path}"


def full_name(chance: random.Random) -> str:
    if chance.random() < 0.06:
        return chance.choice(NAMES_ELSEWHERE)
    return f"{chance.choice(FIRST)} {chance.choice(LAST)}".replace("_", " ")


def keyword(chance: random.Random) -> str:
    return chance.choice(KEYWORDS).replace("_", " ")


def money(chance: random.Random) -> str:
    return f"${chance.choice((29, 49, 99, 150, 250, 500, 750, 1200, 2000, 5000))}"


SLOTS: dict[str, Callable[[random.Random], str]] = {
    "n": lambda chance: str(chance.randint(2, 9)),
    "digits": lambda chance: str(chance.randint(1_000_000, 9_999_999)),
    "year": lambda chance: str(chance.randint(2009, 2025)),
    "code": lambda chance: f"{chance.randint(0, 0xFFFFFF):06x}",
    "first": lambda chance: chance.choice(FIRST),
    "name": full_name,
    "word": lambda chance: chance.choice(WORDS),
    "org": lambda chance: f"{chance.choice(WORDS).title()} & {chance.choice(LAST)}".replace(
        "_", " "
    ),
    "job": lambda chance: chance.choice(("Team lead", "Secretary", "Owner", "HR", "Volunteer")),
    "url": url,
    "host": lambda _: HOST,
    "keyword": keyword,
    "money": money,
    "letters": letters,
    "brand": lambda chance: (
        chance.choice(WORDS).title() + chance.choice(("ly", "Bet", "AI", "Hub"))
    ),
}


# --- people

PASTED: tuple[Callable[[str], str], ...] = (
    lambda text: unicodedata.normalize("NFD", text),  # from a Mac's file names, a PDF
    lambda text: text.replace("'", "’").replace(" - ", " — ").replace("...", "…"),  # from Word
    lambda text: text.replace(", ", ",\u00a0").replace("ing", "\u00ading"),  # from a typeset page
    lambda text: "\ufeff" + text.replace(" ", "\u2009", 3),
    lambda text: f"\u200e{text}\u200f",
    lambda text: text + " 👩‍👧‍👦🙏🏽",
    lambda text: text.replace("\n", "\r\n\r\n") + "\t\n\n\n",
    lambda text: "> " + text.replace("\n", "\n> "),
    lambda text: text.replace("fi", "ﬁ").replace("1", "①"),
)
# What lands in a field that nobody sees, when a browser or a password manager fills the form.
AUTOFILLED: tuple[Callable[[Mapping[str, str]], str], ...] = (
    lambda typed: typed["name"],
    lambda typed: typed["email"],
    lambda typed: "0612345678",
    lambda typed: "Netherlands",
)


def honest(count: int, seed: int = 1) -> list[Visit]:
    """Six in ten by the contact form; in the order in which they come."""
    chance = random.Random(seed)
    office = v4(chance)
    visits: list[Visit] = []
    said: set[str] = set()
    for number in range(count):
        form: Literal["contact", "reply"] = "contact" if number % 10 < 6 else "reply"
        name = full_name(chance)
        typed = {"name": told_name(name, chance), "email": person_email(name, chance)}
        text = own_words("honest-contact" if form == "contact" else "honest-replies", said, chance)
        if chance.random() < 0.12:
            text = chance.choice(PASTED)(text)
        if form == "contact":
            typed["message"] = text
            if chance.random() < 0.25:
                typed["organisation"] = SLOTS["org"](chance)
        else:
            typed["comment"] = text
            if chance.random() < 0.4:
                typed["notify"] = "yes"
        if chance.random() < 0.03:
            typed["validation"] = chance.choice(AUTOFILLED)(typed)
        # A colleague mailed the link to everyone: one address for all of them.
        address = office if number % 16 == 0 else anyone(chance)
        manner = chance.choices(MANNERS, (84, 8, 5, 3))[0]
        visits.append(Visit(form, "honest", typed, headers_of_people(address, chance), manner))
    return visits


def own_words(corpus: str, said: set[str], chance: random.Random) -> str:
    """No two people write the same words: to what was said they add something of their own."""
    text = spun(chance.choice(texts(corpus)), chance)
    while (words := re.sub(r"[\W\d_]", "", text).casefold()) in said:
        text = f"{text} {spun(chance.choice(texts('honest-own')), chance)}"
    said.add(words)
    return text


def told_name(name: str, chance: random.Random) -> str:
    return chance.choices(
        (name, name.split()[0], name.lower(), name.upper(), f"{name[0]}."), (70, 18, 6, 3, 3)
    )[0]


def person_email(name: str, chance: random.Random) -> str:
    ascii_name = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    local = ".".join(re.findall(r"[a-z]+", ascii_name)) or f"user{chance.randint(1000, 99999)}"
    tag = chance.choice(("", "", "", str(chance.randint(50, 99)), "+blogs"))
    return f"{local}{tag}@{chance.choice(PROVIDERS)}"


def headers_of_people(address: str, chance: random.Random) -> dict[str, str]:
    without_fetch = {name: BROWSER[name] for name in ("Origin", "User-Agent")}
    without_either = {"User-Agent": "w3m/0.5.3+git20230121"}
    ways = (
        (BROWSER, 88),
        (without_fetch, 4),  # Safari before 16.4
        ({**BROWSER, "Origin": "null"}, 3),  # an extension that sends no referrer
        (without_either, 2),  # w3m, lynx, and proxies that take away what they do not know
        ({"User-Agent": "Lynx/2.9.0dev.12", "Referer": f"{SITE}/contact/"}, 1),
        (
            {  # read through a translator's proxy
                **BROWSER,
                "Origin": "https://blog-example.translate.goog",
                "Sec-Fetch-Site": "cross-site",
            },
            1,
        ),
        ({**without_fetch, "Origin": "null"}, 1),  # from a page that was saved
    )
    way = chance.choices([way for way, _ in ways], [share for _, share in ways])[0]
    return {**way, "X-Forwarded-For": address}


def v4(chance: random.Random) -> str:
    return ".".join(str(chance.randint(1, 254)) for _ in range(4))


def anyone(chance: random.Random) -> str:
    if chance.random() < 0.35:
        return "2a02:" + ":".join(f"{chance.randint(0, 0xFFFF):x}" for _ in range(7))
    return v4(chance)


# --- spammers


# How a family comes: a library's plain requests, such that forge an Origin, browsers
# run by programs, people who are paid for it. Then the share of those not by hand that
# fill in each field they find, and how many in ten go to the contact form.
@dataclass(frozen=True, slots=True)
class Family:
    library: int
    forged: int
    driven: int
    by_hand: int
    fills_all: float
    contact: int


# The receiver's rules may be tuned on what these send …
OPEN = {
    "links": Family(60, 15, 25, 0, 0.5, 5),
    "seo": Family(20, 10, 40, 30, 0.2, 10),
    "praise": Family(45, 15, 35, 5, 0.4, 1),
    "probes": Family(25, 10, 65, 0, 0.3, 7),
    "mailing": Family(30, 15, 50, 5, 0.2, 9),
}
# … what these sent was seen by their writers, too …
SEEN = {
    "fluent": Family(15, 10, 55, 20, 0.1, 1),
    "loans": Family(30, 10, 50, 10, 0.2, 10),
    "threat": Family(35, 15, 50, 0, 0.2, 9),
    "foreign": Family(45, 15, 40, 0, 0.4, 5),
    "guest": Family(15, 5, 40, 40, 0.1, 10),
}
# … and of these nobody sees which were missed.
HELD_OUT = {
    "stranger": Family(15, 10, 45, 30, 0.1, 9),
    "invoice": Family(30, 15, 45, 10, 0.2, 10),
    "cold": Family(5, 5, 40, 50, 0.05, 10),
    "tools": Family(15, 10, 45, 30, 0.1, 5),
}
LIBRARY = (
    {"User-Agent": "python-requests/2.32.3"},
    {"User-Agent": "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/120.0", "Referer": SITE},
    {"User-Agent": "Go-http-client/1.1", "Referer": f"{SITE}/contact/"},
)
FREE_MAIL = ("gmail.com", "outlook.com", "mail.ru", "yahoo.com", "proton.me")
BURST = 25


def spam(families: Mapping[str, Family], count: int, seed: int = 1) -> Iterator[Visit]:
    """As many of each family. A third come in bursts of one campaign from one address."""
    chance = random.Random(seed)
    for number in range(count):
        family = list(families)[number % len(families)]
        if number % (BURST * 3) == 0:
            campaign = v4(chance)
        address = campaign if number % (BURST * 3) < BURST else anyone(chance)
        yield one_of(family, families[family], address, chance)


def one_of(name: str, family: Family, address: str, chance: random.Random) -> Visit:
    form: Literal["contact", "reply"] = (
        "contact" if chance.randrange(10) < family.contact else "reply"
    )
    text = (
        letters(chance) if name == "probes" else spun(chance.choice(texts(f"spam-{name}")), chance)
    )
    if name in ("mailing", "threat") and chance.random() < 0.3:
        text = text.translate(str.maketrans("aeopc", "аеорс"))  # Cyrillic letters that look alike
    typed = {
        "name": spam_name(name, chance),
        "email": f"{letters(chance).lower()}{chance.randint(1, 999)}@{chance.choice(FREE_MAIL)}",
        "message" if form == "contact" else "comment": text,
    }
    if form == "contact" and chance.random() < 0.5:
        typed["organisation"] = chance.choice((letters(chance), "google", SLOTS["brand"](chance)))
    means = ("library", "forged", "driven", "by_hand")
    by = chance.choices(means, [getattr(family, mean) for mean in means])[0]
    if by != "by_hand" and chance.random() < family.fills_all:
        typed["validation"] = chance.choice((text, letters(chance), url(chance)))[:5_000]
    headers: Mapping[str, str] = BROWSER
    if by in ("library", "forged"):
        headers = chance.choice(LIBRARY)
        if by == "forged":
            headers = {**headers, "Origin": SITE}
    # A program that drives a browser sometimes sends whatever form it sees next.
    confirms = by == "by_hand" or (by == "driven" and chance.random() < 0.3)
    return Visit(form, name, typed, {**headers, "X-Forwarded-For": address}, confirms=confirms)


def spam_name(family: str, chance: random.Random) -> str:
    if family == "probes":
        return letters(chance)
    if family in ("links", "praise", "foreign") and chance.random() < 0.6:
        return chance.choice((keyword(chance), letters(chance)[:9], f"{chance.choice(FIRST)}bot"))
    return full_name(chance)
