"""Cards: the picture that goes with a link wherever it is shared, 1200 × 630.

Adds    article.card and ``site_card`` in the context, each a ``plugin.Shown``; a file for each
Reads   Image:, SITENAME, TAGLINE, COLOURS
Shown   theme/templates/partials/card_tags.html
"""
