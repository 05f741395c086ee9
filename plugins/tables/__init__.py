"""Tables: aligned by class, so that a strict content policy holds.

Adds    nothing; a Markdown extension
Reads   –
Shown   theme/static/css/site.css
"""
