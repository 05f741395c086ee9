"""Serve: the site and its inbox on this machine, drawn again at every change.

Adds    .serve/ (the site as drawn here)
Reads   SITEURL, INBOX_DATABASE from the environment
Shown   theme: ``<script src="{{ SITE_ROOT }}/.serve/reload.js" defer>`` where SERVE is true
"""
