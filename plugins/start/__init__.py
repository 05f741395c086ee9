"""Start: day one of a blog, once in its life.

Adds    the owner's answers in the settings file; an authors.toml; samples/, where the sample blog
        goes, to be read and built there (``make serve INPUTDIR=samples``)
Reads   what it asks; ``make start`` starts it
Shown   nowhere: settings are settings
"""
