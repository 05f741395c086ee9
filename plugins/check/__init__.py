"""Check: every problem of a build on one line, and exit status 1; with FIX=1 it mends some.

With CHECK the site that was drawn, into a folder nobody publishes, is read as well: only the
result shows what a theme or HTML in a post has done. With LINKS=external too, links that lead
out of the site are asked about. Then the state of the blog is told: what waits, what is due.

Adds    nothing
Reads   ``outputs`` and ``problems`` in the context; CHECK, LINKS, PUBLISH, FIX, FORMAT, ANNOTATE,
        CACHE_PATH, FORM_ACTION, NOW, SITEURL
Shown   the terminal
"""
