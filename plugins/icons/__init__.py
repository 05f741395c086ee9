"""Icons: the site's sign, for tabs, home screens and feed readers.

Adds    ``icons`` in the context, an ``icon.Icons``; favicon.ico, apple-touch-icon.png, icons/ and
        site.webmanifest, unless the content folder has one
Reads   LOGO, SITENAME, TAGLINE, DEFAULT_LANG, COLOURS
Shown   theme/templates/partials/icons.html
"""
