"""The reply form, told once, and the policy that is printed above it."""

from plugins.common.form import TRAP, Field, Form, Rule
from plugins.replies.policy import brief, too_many_links

# The heading, the first two messages and the policy are those that the pages
# know which this blog's readers come from.
REPLY = Form(
    name="reply",
    page="",
    thanks="thank-you",
    heading="Leave a Reply",
    welcome="",
    button="Send reply",
    fields=(
        Field(
            "comment",
            "your comment",
            max_chars=5_000,
            kind="textarea",
            missing="Please enter your comment!",
        ),
        Field(
            "name",
            "your name",
            max_chars=100,
            autocomplete="name",
            missing="Please enter your name here",
        ),
        Field(
            "email",
            "your email address",
            max_chars=254,
            kind="email",
            autocomplete="email",
            hint="It is not published.",
            missing="Please enter your email address here",
        ),
        Field(
            "notify", "tell me when it is published", max_chars=3, kind="checkbox", required=False
        ),
    ),
    trap=TRAP,
    # The id of the article, and of the reply that is replied to, if any.
    hidden=("article", "to"),
    rules=(
        Rule("At most one link, to something that teaches", "comment", too_many_links),
        Rule("More than a brief “good post”: say what you think, and why", "comment", brief),
        Rule("No promotion: a person reads every reply before it is published"),
    ),
)
