"""The contact form, told once."""

from plugins.common.form import TRAP, Field, Form

# The heading and the welcome are the words of the pages this blog's readers know;
# the rest of the wording follows from each field's phrase.
CONTACT = Form(
    name="contact",
    page="contact",
    thanks="thank-you",
    heading="Tell Us How We Can Help",
    welcome="Every message is read by a person. Tell us what you are trying to do, "
    "and where it is hard.",
    button="Send message",
    fields=(
        Field("name", "your name", max_chars=100, autocomplete="name"),
        Field(
            "email",
            "your email address",
            max_chars=254,
            kind="email",
            autocomplete="email",
            hint="We use it only to answer you.",
        ),
        Field(
            "organisation",
            "your organisation",
            max_chars=100,
            required=False,
            autocomplete="organization",
        ),
        Field("message", "your message", max_chars=5_000, kind="textarea"),
    ),
    trap=TRAP,
)
