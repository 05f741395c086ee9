"""New post: begins one, or makes a draft a post of today; never writes over a file.

Adds    a file in the folder of articles; ``make new`` starts it
Reads   ARTICLE_PATHS, AUTHOR, NOW, SLUG_REGEX_SUBSTITUTIONS, SITE_ID, TIMEZONE;
        authors.toml, topics.toml, git's user.name; TITLE, FROM, VISUAL, EDITOR in the environment
Shown   nowhere: the build takes it from there
"""
