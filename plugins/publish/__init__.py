"""Publish: what readers see is the old site or the new one, whole, and the old one can come back.

Adds    a problem where many pages would be gone; ``.release`` in what is published, and the
        releases beside it: what was published before, and a manifest of each; ``make rollback``
Reads   ``outputs`` in the context; OUTPUT_PATH, CACHE_PATH, PRESENT_PATH, VANISHED_SHARE_MAX,
        SHRINK, RELEASES_KEEP
Shown   –
"""
