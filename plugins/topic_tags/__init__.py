"""Topic tags: tags and category folded into the topics of one list.

Adds    tag.topic, a ``topics.Topic``; ``topics`` in the context, a tuple of ``plugin.Shelf``
Reads   content/topics.toml
Shown   theme/templates/partials/topics.html, tag.html, tags.html
"""
