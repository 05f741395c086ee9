"""Check: every problem of a build on one line, and exit status 1.

Adds    nothing
Reads   PUBLISH
Shown   the terminal
"""
