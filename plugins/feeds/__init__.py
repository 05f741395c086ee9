"""Feeds: full-text RSS 2.0 of the site, of each topic and of each author.

Adds    nothing
Reads   FEED_SITE, FEED_TOPIC, FEED_AUTHOR, FEED_MAX_ITEMS
Shown   theme/templates/partials/head_feeds.html, feeds.html, feed_link.html
"""
