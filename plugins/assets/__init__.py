"""Assets: one style sheet and one script, each under a name that says what it holds.

    css/site.css  @import url("tokens.css") layer(tokens);  →  theme/css/site.<hash>.css
    js/site.js    import "./copy-link.js";                  →  theme/js/site.<hash>.js

Such a name may be kept by browsers for ever. Where this is taken out, browsers fetch
the parts, by the names they have in the theme.

Adds    ``assets`` in the context: name below the theme's static folder → path below the
        site's address; ``logo``, a ``logo.Logo``, if there is one
Reads   COLOURS, FONTS, LOGO; the theme's static folder
Shown   theme/templates/macros/asset.html, theme/templates/partials/wordmark.html
"""
