"""Identity: by what a feed reader knows a post again.

Adds    article.identity, a text
Reads   SITE_ID, PUBLISH, Id:, Guid:
Shown   the feeds
"""
