"""Site: what a build stands on, whichever folder and address it is given.

Adds    SITE_ROOT, the path of SITEURL; links that begin there
Reads   SITEURL, ARTICLE_PATHS, PAGE_PATHS, IGNORE_FILES
Shown   –
"""
