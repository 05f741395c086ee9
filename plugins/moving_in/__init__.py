"""Moving in: an older blog arrives whole, from a WordPress export or from its pages.

Adds    articles, pages, pictures, files, authors, topics, replies and old addresses in the content
        folder; .moving-in/ there, with the report and what was written
Reads   what ``make import FROM=…`` names; never changes what it did not write itself
Shown   in .moving-in/report.html
"""
