"""Images: each picture in the size and format that a reader's screen needs, and nothing it hides.

Adds    ``pictures`` in the context: address below the site's → ``picture.Picture``; in texts,
        <figure> and <picture>; files below ``pictures/``
Reads   PICTURE_SIZES, CACHE_PATH; Image:
Shown   theme/templates/macros/picture.html
"""
