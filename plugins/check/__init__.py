"""Check: every problem of a build on one line, and exit status 1.

With CHECK the site that was drawn, into a folder nobody publishes, is read as well: only the
result shows what a theme or HTML in a post has done.

Adds    nothing
Reads   CHECK, PUBLISH; ``outputs`` and ``problems`` in the context; FORM_ACTION, SITEURL
Shown   the terminal
"""
