"""Structured data: an article as search engines read it.

Adds    article.structured_data, JSON-LD as a mapping
Reads   nothing
Shown   theme/templates/partials/structured_data.html
"""
