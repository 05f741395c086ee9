"""What the parts of one conversion share: whom they ask, and what they have to tell."""

import re
from dataclasses import dataclass, field
from html import escape

from plugins.moving_in.records import Level, Media, Resolver, Told


@dataclass(slots=True)
class Work:
    """``contact`` is the address of our contact form; ``notes`` are footnotes, as HTML.

    Lines that are told name no place: whoever knows the file says it.
    """

    resolver: Resolver
    title: str = ""
    contact: str = "/contact/"
    told: list[Told] = field(default_factory=list)
    media: list[Media] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def tell(self, level: Level, what: str, remedy: str = "") -> None:
        told = Told(level, "", what, remedy)
        if told not in self.told[-50:]:
            self.told.append(told)

    def picture(self, media: Media, name: str = "") -> str:
        """An uploaded one, on lines of its own."""
        caption = f"<figcaption>{escape(media.caption)}</figcaption>" if media.caption else ""
        img = f'<img src="{escape(media.url)}" alt="{escape(media.alt or name)}">'
        return f"\n\n<figure>{img}{caption}</figure>\n\n"

    def form(self) -> str:
        if self.resolver.is_here(self.contact):
            self.tell("repaired", "a contact form was left out, for ours stands below the text")
            return ""
        self.tell("repaired", "a contact form became a link to ours")
        return f'\n\n<p><a href="{escape(self.contact)}">Contact</a></p>\n\n'

    def note(self, html: str) -> str:
        """The call of a footnote, as WordPress writes its own."""
        self.notes.append(html)
        name = f"our-note-{len(self.notes)}"
        return f'<sup><a href="#{name}">{len(self.notes)}</a></sup>'

    def notes_html(self) -> str:
        items = (f'<li id="our-note-{n}">{html}</li>' for n, html in enumerate(self.notes, 1))
        return f"\n\n<ol>{''.join(items)}</ol>" if self.notes else ""


def code(text: str, language: str) -> str:
    """Code as HTML, on lines of its own."""
    name = re.sub(r"[^\w+#.-]", "", language)
    attribute = f' data-language="{name}"' if name not in ("", "plain", "text") else ""
    return f"\n\n<pre{attribute}>\n{escape(text, quote=False)}</pre>\n\n"


def link(url: str, text: str = "") -> str:
    return f'\n\n<p><a href="{escape(url)}">{escape(text or url)}</a></p>\n\n'
