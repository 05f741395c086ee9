"""Replies: what readers answered to an article, from files that a person has approved."""
