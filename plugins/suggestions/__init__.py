"""Suggestions: topics for a draft, each with the sentence that speaks for it.

Adds    article.suggestions, ``suggest.Suggestion`` the best first: to drafts in make serve, and to
        posts without a topic in make check
Reads   the posts that have topics, and what topics.toml says of each
Shown   theme/templates/partials/suggestions.html; the state of the blog in make check
"""
