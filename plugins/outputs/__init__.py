"""Outputs: every file a build writes, told before it is written.

Adds    ``outputs`` in the context: path → its content, or None for what is the theme's
Reads   –
Shown   –
"""
