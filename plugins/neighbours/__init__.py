"""Neighbours: where to read on.

Adds    article.neighbours, a ``plugin.Neighbours``
Reads   nothing
Shown   theme/templates/partials/neighbours.html
"""
