"""Site: what a build stands on, whichever folder and address it is given.

Adds    SITE_ROOT, the path of SITEURL; links that begin there; the words and dates of the site;
        what a build is called with (``call``), and whether a post is due since the last (``due``);
        ``examples/``: cron, systemd and GitHub Actions, publishing what is due
Reads   SITEURL, NOW, TIMEZONE, CACHE_PATH, DEFAULT_LANG, WORDS, DEFAULT_DATE_FORMAT,
        ARTICLE_PATHS, PAGE_PATHS, IGNORE_FILES, PUBLISH, CHECK
Shown   every template
"""
