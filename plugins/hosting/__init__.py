"""Hosting: what hosts are told about old addresses, in every form one of them reads.

Adds    pages that lead on, and ``_redirects``, to the output; nginx.conf, Caddyfile and
        unanswered.txt beside it; ``.withdrawn`` in ``make serve``
Reads   ``redirects`` and ``gone`` in the context; FEED_ALIASES, HOSTING_PATH, PUBLISH, SERVE
Shown   –
"""
