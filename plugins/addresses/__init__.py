"""Addresses: where every post is and was, remembered for ever.

Adds    ``redirects`` and ``gone`` in the context, of ``redirects.Redirect`` and ``redirects.Gone``;
        ``present``, the addresses of what is written
Reads   content/addresses.txt, which it also writes; Aliases:; ``former`` in topics.toml and
        authors.toml; SERVE, PUBLISH, CI
Shown   by ``hosting``
"""
