"""Hosting: what hosts are told, in every form one of them reads.

Old addresses and what they lead to; the headers of every answer, of which pages tell the
content policy themselves too.

Adds    pages that lead on, ``_redirects`` and ``_headers``, to the output; nginx.conf, Caddyfile
        and unanswered.txt beside it; ``.withdrawn`` in ``make serve``; ``content_policy`` in the
        context
Reads   ``answers`` and ``present`` in the context; CSP_ALSO, FORM_ACTION, HOSTING_PATH, PUBLISH,
        SERVE
Shown   theme/templates/partials/content_policy.html
"""
