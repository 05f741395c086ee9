"""Links: relative to the file, as any Markdown editor shows them, and checked.

Adds    article.picture, a ``plugin.Picture`` or None
Reads   Image:, Image-Alt:
Shown   theme/templates/partials/picture.html, card.html
"""
