"""Tables: aligned by class, for a strict content policy, and scrolled by keyboard.

Adds    nothing; a Markdown extension
Reads   –
Shown   theme/static/css/site.css
"""
