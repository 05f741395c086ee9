"""Standing pages: those every site has, whose text the content folder may supply.

Adds    nothing
Reads   STANDING_PAGES
Shown   theme/templates/contact.html, search.html, subscribe.html, thank_you.html,
        404.html
"""
