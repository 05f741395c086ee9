"""Inbox: receives what the site's forms send, and keeps it until a person has read it.

The only code that runs when a visitor acts. It may be killed at any moment:
what was answered with thanks is on disk.

Reads   INBOX_DATABASE (inbox.sqlite3), INBOX_SITE, SITEURL from the environment
Shown   the contact page, with what was typed and what is wrong with it
"""
