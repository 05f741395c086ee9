"""Sitemap: what search engines may list, when each page last changed, and robots.txt.

Adds    sitemap.xml and robots.txt, unless the content folder has its own
Reads   nothing
Shown   theme/templates/partials/alternates.html, which names translations in the head of a page
"""
