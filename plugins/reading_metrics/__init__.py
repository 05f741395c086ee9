"""Reading metrics: how long an article is, how long it takes, whom it talks about.

Adds    article.reading, a ``metrics.Reading``
Reads   READING_PACE, READING_VOCABULARY, Reading-Minutes:
Shown   theme/templates/partials/minutes.html, reading_panel.html
"""
