"""Replies: what readers answered to an article, from files that a person has approved.

Adds    article.discussion and page.discussion, a ``discussion.Discussion``; ``reply_form`` in the
        context, a ``plugin.ReplyForm``
Reads   content/replies/<article id>/<reply id>.toml; REPLIES, REPLIES_CLOSE_AFTER_DAYS,
        FORM_ACTION, Replies:
Shown   theme/templates/partials/replies.html, reply_count.html; the feeds
"""
