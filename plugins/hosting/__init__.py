"""Hosting: what hosts are told about old addresses, in every form one of them reads.

Adds    pages that lead on, and ``_redirects``, to the output; nginx.conf, Caddyfile and
        unanswered.txt beside it; ``.withdrawn`` in ``make serve``
Reads   ``answers`` and ``present`` in the context; HOSTING_PATH, PUBLISH, SERVE
Shown   –
"""
