"""Canary: a message of our own, sent by the form that readers use, that has to arrive.

Adds    ``make canary``
Reads   SITEURL; INBOX or the inbox on this machine; CANARY_IMAP, CANARY_IMAP_PASSWORD,
        CANARY_SECONDS, from the environment or ``inbox.env``
Shown   –
"""
