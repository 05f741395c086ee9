"""Authors: who writes here.

Adds    author.profile, an ``authors.Profile`` or None
Reads   content/authors.toml
Shown   theme/templates/partials/author_box.html, author.html
"""
