"""Inbox: receives what the site's forms send, and keeps it until a person has decided about it.

The only code that runs when a visitor acts. It may be killed at any moment:
what was answered with thanks is on disk.

Reads   SITEURL, INBOX_SITE, INBOX_DATABASE (inbox.sqlite3; or an address of PostgreSQL's),
        INBOX_HOST (127.0.0.1), INBOX_PORT (8700), INBOX_PROXIES (127.0.0.0/8, ::1),
        INBOX_MAX_BYTES (1 GiB), and those of smtp.py and retention.py, from the environment
        and ``inbox.env``
Shown   the page a form stands on, with what was typed and what is wrong with it
"""
