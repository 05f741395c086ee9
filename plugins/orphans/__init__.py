"""Orphans: what an earlier build wrote and this one does not, removed.

Adds    nothing
Reads   ``outputs`` in the context; CACHE_PATH, where it remembers what it wrote
Shown   –
"""
