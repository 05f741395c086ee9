"""Moderation: the desk of the person who decides what becomes of messages and replies.

What is decided stands in the inbox's database; an approved reply becomes a file
among the posts. Database and posts may be on two machines.

Adds    content/replies/<article id>/<reply id>.toml
Reads   INBOX, INBOX_DATABASE, INBOX_APPROVED, INPUTDIR, SMTP_HOST from inbox.env or the environment
Shown   ``make inbox``
"""
