"""Syndication: the line that says where a republished post first stood.

Adds    article.syndication, a ``syndication.Syndication`` or None
Reads   Permission:, Original-Url:, Original-Site:
Shown   theme/templates/partials/syndication.html
"""
