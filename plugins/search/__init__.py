"""Search: every word of every article, found as it is typed, on the reader's own machine.

Adds    ``search`` in the context, where there is an index; pagefind/ to the output;
        ``.search`` in ``make serve``, where the index is made when it is first asked for;
        to CSP_ALSO what pagefind has to be allowed
Reads   STANDING_PAGES, DEFAULT_LANG; CACHE_PATH, where records and index are kept
Shown   theme/templates/search.html, partials/search.html, nav.html; theme/static/js/search.js
"""
