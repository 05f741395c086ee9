"""Upgrade: a new release comes into an owner's blog, whole or not at all.

Adds    one merge commit, once the release's tests have passed and its code has drawn the blog
Reads   a git remote or address (FROM, TO); the folder of posts, which stays as it is
Shown   what is new and what differs in the site; .cache/upgrade/ has it as drawn before and after
"""
