"""Addresses: where every post, topic, author and feed is and was, remembered for ever.

Adds    ``answers`` in the context, each a ``redirects.Answer``; ``present``, the addresses of
        what is written
Reads   content/addresses.txt, which it also writes; Aliases:, FEED_ALIASES; ``former`` in
        topics.toml and authors.toml; ``feed_addresses`` in the context; SERVE, PUBLISH, CI
Shown   by ``hosting``
"""
