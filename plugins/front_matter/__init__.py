"""Front matter: what may stand in a header, told once, and the Markdown reader that follows it.

Adds    article.source, a ``common.source.Source``; article.standfirst, a summary that was written
Reads   MARKDOWN, MARKDOWN_BYTES_MAX, MARKDOWN_SECONDS_MAX, NOW, TIMEZONE, SLUGIFY_SOURCE
Shown   the Markdown file's every value
"""
