"""Identity: by what a feed reader knows a post again.

Adds    article.identity, a text; article.uuid, which it has whatever its Guid:
Reads   SITE_ID, CHECK, FIX, PUBLISH, Id:, Guid:
Shown   the feeds; the folders of replies
"""
