"""Share: plain links to pass an article on.

Adds    article.share, pairs of name and address
Reads   SHARE_POSITION
Shown   theme/templates/partials/share.html
"""
