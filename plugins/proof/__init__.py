"""The proof-reader: what of a text nobody would see, or see as its author wrote it.

Adds    article.proof, the problems of its form: headings, ids, HTML tags
Reads   –
Shown   where problems are told
"""
