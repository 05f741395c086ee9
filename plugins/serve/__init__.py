"""Serve: the site and its inbox on this machine, drawn again at every change.

After a save the browser shows the page that was saved, what is wrong with it above what could be
drawn of it. What no page can show is told on the home page. Where nothing could be drawn, every
page says why, until it is mended.

Adds    .serve/ (the site as drawn here); ``serve_problems`` in the context where SERVE is true
Reads   SITEURL, INBOX_DATABASE from the environment; SERVE, SITE_ROOT, INDEX_SAVE_AS; ``problems``
        in the context
Shown   theme/templates/partials/problems.html;
        theme: ``<script src="{{ SITE_ROOT }}/.serve/reload.js" defer>`` where SERVE is true
"""
