"""Structured data: each page as search engines read it, and what Open Graph asks of a language.

Adds    ``structured_data`` in the context, JSON-LD by the address of its page; ``territorial``,
        a function of a language
Reads   SITENAME, TAGLINE, CONTACT, FEED_IMAGE; article.card, article.reading, article.discussion
Shown   theme/templates/partials/structured_data.html
"""
