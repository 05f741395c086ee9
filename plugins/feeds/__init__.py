"""Feeds: full-text RSS 2.0, Atom 1.0 and JSON Feed 1.1 of the site, with its history in archives,
and of each topic; RSS of each author; RSS and Atom of replies, to all and to each article.

Adds    context["feeds"], context["reply_feeds"], tag.feeds, author.feeds, article.feeds, which
        tells of replies: tuples of ``plugin.Link``;
        context["feed_addresses"], of each file a mapping as ``addresses.redirects.Place`` has it
Reads   FEED_*, EMAIL_SUBSCRIPTION, SITE_ID
Shown   theme/templates/partials/head_feeds.html, feeds.html, feed_link.html, static/css/feed.css
"""
