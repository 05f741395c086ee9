"""Contents: headings that are links to themselves, and a list of them above a long article.

Adds    article.contents, ``contents.Entry`` values, none where headings are few
Reads   –
Shown   theme/templates/partials/contents.html
"""
