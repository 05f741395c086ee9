"""WordPress's marks in square brackets: what they stand for, as HTML."""

import re
from html import escape, unescape

from plugins.moving_in.bodies.work import Work, code, link

# Code is as it is; so are tags, and what never ends goes to the text's end.
TOKEN = re.compile(
    r"<(?P<silent>pre|code|script|style|textarea)\b.*?(?:</(?P=silent)\s*>|\Z)"
    r"|<!--.*?(?:-->|\Z)|</?[a-zA-Z][^<>]*>"
    r"|\[(?P<escaped>\[)?(?P<close>/)?(?P<name>[a-zA-Z][\w-]*)(?P<given>[\s=:][^][]*)?/?\](?P<end>\])?"
    r"|\(\((?P<note>[^\s()](?:(?!\(\(|\)\)).)*\s(?:(?!\(\(|\)\)).)*)\)\)",
    re.DOTALL | re.IGNORECASE,
)
ATTRIBUTE = re.compile(r"([\w-]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"']+))")
HAS_ATTRIBUTE = re.compile(r"[\w-]+=[\"'\w/#.-]|^=")
QUOTES = str.maketrans("“”″„‘’′", '""""\'\'\'')
URL = re.compile(r"https?://[^\s\"'<>\]]+")
CLOSE = re.compile(r"\[/([a-zA-Z][\w-]*)\]")
CODE = frozenset(
    "code sourcecode source highlight bash css cpp csharp html java javascript js perl php python"
    " ruby shell sql xml".split()
)
COLOURED = re.compile(r"cc[a-z]*(?:_(\w+))?")  # of the plugin CodeColorer: [cc], [ccnle_php]
NOTES = frozenset("ref footnote footnotes efn_note mfn note fn".split())
FORM = re.compile(
    r"(?:contact|gravity|wp|ninja|formidable|caldera|fluent|everest|forminator|si-contact|weforms"
    r"|happyforms|jetpack-contact)[\w-]*form[\w-]*|wpforms|formidable|gravityforms?",
    re.IGNORECASE,
)
EMBEDS = frozenset(
    "embed youtube vimeo soundcloud tweet twitter instagram gist slideshare dailymotion ted flickr"
    " spotify wpvideo googlemaps googlevideo kickstarter pinterest facebook audio video"
    " playlist".split()
)
# Those that stand alone, without a word beside their name.
DRAWN = frozenset(
    "toc archives sitemap subscribe blog_subscription_form sharethis addtoany".split()
)
LIMIT = 10  # of those in each other
OTHERS = "Write what it stood for, where it is missed"


def expanded(html: str, work: Work) -> str:
    """The HTML without shortcodes: what is between unknown ones is kept, the marks are told."""
    if "[" not in html and "((" not in html:
        return html
    last = {match[1].lower(): match.start() for match in CLOSE.finditer(html)}
    out: list[str] = []
    opened: list[tuple[str, dict[str, str], int]] = []
    unknown: set[str] = set()
    at = 0
    for token in TOKEN.finditer(html):
        if token.start() < at:
            continue  # within code
        out.append(html[at : token.start()])
        at = token.end()
        name, given = (token["name"] or "").lower(), (token["given"] or "").translate(QUOTES)
        closed = last.get(name, -1) > token.start()
        if token["note"]:
            out.append(work.note(token["note"]))
        elif not name:
            out.append(token[0])
        elif token["escaped"] and token["end"]:
            out.append(token[0][1:-1])
        elif token["close"]:
            if name in [each[0] for each in opened]:
                while True:
                    begun, attributes, place = opened.pop()
                    inner = "".join(out[place:])
                    out[place:] = [meant(begun, attributes, inner, work)]
                    if begun == name:
                        break
            elif name not in unknown and not known(name):
                out.append(token[0])
        elif is_code(name) and closed and not token["escaped"]:
            end = html.lower().index(f"[/{name}]", at)
            text, attributes = html[at:end], attributes_of(given)
            language = attributes.get("language") or attributes.get("lang") or ""
            language = language or language_of(name)
            out.append(code(unescape(text.strip("\r\n")), language))
            at = end + len(name) + 3
        elif known(name) and (name not in NOTES or closed):
            attributes = attributes_of(given)
            if closed and len(opened) < LIMIT:
                opened.append((name, attributes, len(out)))
            else:
                out.append(meant(name, attributes, "", work))
        elif closed or HAS_ATTRIBUTE.search(given):
            unknown.add(name)
            work.tell("lost", f"the shortcode [{name}] is none that we know", OTHERS)
        else:
            out.append(token[0])
    for begun, attributes, place in reversed(opened):  # closed within another, or in code
        inner = "".join(out[place:])
        out[place:] = [meant(begun, attributes, "", work) + inner]
    return "".join([*out, html[at:]])


def known(name: str) -> bool:
    names = ("caption", "wp_caption", "gallery", "more", "nextpage")
    return name in names or name in NOTES | EMBEDS | DRAWN or bool(FORM.fullmatch(name))


def is_code(name: str) -> bool:
    return name in CODE or bool(COLOURED.fullmatch(name))


def language_of(name: str) -> str:
    """Of a shortcode of code, where that says it."""
    if found := COLOURED.fullmatch(name):
        return found[1] or ""
    return "" if name in ("code", "sourcecode", "source", "highlight") else name


def attributes_of(given: str) -> dict[str, str]:
    """By name; "" has all of it."""
    found = {"": given}
    for name, *values in ATTRIBUTE.findall(given):
        found.setdefault(name.lower(), unescape(next(filter(None, values), "")))
    return found


def meant(name: str, given: dict[str, str], inner: str, work: Work) -> str:
    if name in ("caption", "wp_caption"):
        return caption(given, inner)
    if name == "gallery":
        return gallery(given, work)
    if name in NOTES:
        return work.note(inner.strip()) if inner.strip() else ""
    if name in EMBEDS:
        return embedded(name, given, inner, work)
    if name in DRAWN:
        work.tell("lost", f"the shortcode [{name}] draws what only WordPress can", OTHERS)
    elif FORM.fullmatch(name):
        return work.form()
    return inner


def caption(given: dict[str, str], inner: str) -> str:
    """The picture, in its link perhaps, and the words behind it or in the attribute."""
    found = re.search(r"(?:<a\b[^<>]*>\s*)?<img\b[^<>]*>(?:\s*</a>)?", inner, re.IGNORECASE)
    if not found:
        return inner
    words = given.get("caption") or inner[: found.start()] + inner[found.end() :]
    align = escape(given.get("align", ""))
    words = re.sub(r"\s*\n\s*", " ", words.strip())
    words = f"<figcaption>{words}</figcaption>" if words else ""
    return f'\n\n<figure class="{align}">{found[0]}{words}</figure>\n\n'


def gallery(given: dict[str, str], work: Work) -> str:
    numbers = re.findall(r"\d+", given.get("ids") or given.get("include") or "")
    if numbers:
        pictures = [work.resolver.attachment(number) for number in numbers]
    else:
        without = re.findall(r"\d+", given.get("exclude", ""))
        left_out = [work.resolver.attachment(number) for number in without]
        pictures = [each for each in work.resolver.children() if each not in left_out]
    if not pictures or None in pictures:
        work.tell("lost", "a gallery names pictures that are not there", "Add them to the text")
    return "".join(work.picture(each) for each in pictures if each)


def embedded(name: str, given: dict[str, str], inner: str, work: Work) -> str:
    """A link to it; what has no address is told."""
    if name == "playlist":
        numbers = re.findall(r"\d+", given.get("ids", ""))
        files = [work.resolver.attachment(number) for number in numbers]
        found = [link(each.url, each.caption) for each in files if each]
    else:
        sources = (given.get(key, "") for key in ("src", "url", "mp4", "m4v", "webm", "mp3", "ogg"))
        urls = [*filter(None, sources), *URL.findall(unescape(f"{inner} {given['']}"))]
        number = given.get("id") or given[""].strip(" =:")
        if name == "youtube" and not urls and re.fullmatch(r"[\w-]{11}", number):
            urls = [f"https://www.youtube.com/watch?v={number}"]
        elif name == "vimeo" and not urls and number.isdecimal():
            urls = [f"https://vimeo.com/{number}"]
        elif name == "dailymotion" and not urls and number.isalnum():
            urls = [f"https://www.dailymotion.com/video/{number}"]
        found = [link(url, given.get("title", "")) for url in urls[:1]]
    if not found:
        work.tell("lost", f"the shortcode [{name}] names no address", OTHERS)
    return "".join(found)
