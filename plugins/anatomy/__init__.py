"""Anatomy: what a finished body is made of, read once.

Adds    article.anatomy, an ``anatomy.Anatomy``
Reads   SUMMARY_MAX_LENGTH
Shown   the metrics, the checks
"""
