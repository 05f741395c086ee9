"""The features: a folder each. What it adds, reads and shows stands in its ``__init__``."""
