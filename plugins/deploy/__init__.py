"""Deploy: the release that readers are to see goes to where it is served from, and is read back.

Adds    ``make deploy``, and what ``make rollback`` does there
Reads   DEPLOY, DEPLOY_SECONDS, RELEASES_KEEP; the release in the output folder
Shown   –
"""
