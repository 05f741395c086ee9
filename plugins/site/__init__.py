"""Site: what a build stands on, whichever folder and address it is given.

Adds    SITE_ROOT, the path of SITEURL; links that begin there; the words and dates of the site
Reads   SITEURL, DEFAULT_LANG, WORDS, DEFAULT_DATE_FORMAT, ARTICLE_PATHS, PAGE_PATHS, IGNORE_FILES,
        PUBLISH, CHECK
Shown   every template
"""
