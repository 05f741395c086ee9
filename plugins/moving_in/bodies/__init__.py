"""From the HTML of an older blog to Markdown that says the same."""
