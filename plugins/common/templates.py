"""Templates in their compiled form, kept from one build to the next."""

import contextlib
from pathlib import Path

from jinja2 import Environment
from jinja2.bccache import Bucket, FileSystemBytecodeCache


class Compiled(FileSystemBytecodeCache):
    """Jinja's own cache, which knows a template by its source, and by what else it is compiled to.

    To compile those of the theme takes longer than to draw a small site by them.
    """

    def __init__(self, folder: Path) -> None:
        super().__init__(str(folder), "%s.jinja")
        self.folder = folder

    def get_bucket(
        self, environment: Environment, name: str, filename: str | None, source: str
    ) -> Bucket:
        return super().get_bucket(environment, name, filename, source + told(environment))

    # Where nothing may be kept, each build compiles them.

    def load_bytecode(self, bucket: Bucket) -> None:
        with contextlib.suppress(OSError):
            super().load_bytecode(bucket)

    def dump_bytecode(self, bucket: Bucket) -> None:
        with contextlib.suppress(OSError):
            self.folder.mkdir(parents=True, exist_ok=True)
            super().dump_bytecode(bucket)


# https://jinja.palletsprojects.com/en/stable/api/#jinja2.Environment, but for what it runs by.
OPTIONS = (
    *("block_start_string", "block_end_string", "variable_start_string", "variable_end_string"),
    *("comment_start_string", "comment_end_string", "line_statement_prefix"),
    *("line_comment_prefix", "trim_blocks", "lstrip_blocks", "newline_sequence"),
    *("keep_trailing_newline", "autoescape", "optimized", "finalize", "is_async"),
)


def told(environment: Environment) -> str:
    """What the code of a template depends on besides its source.

    Filters are run on constants when a template is compiled.
    """
    options = [getattr(environment, option) for option in OPTIONS]
    filters = [
        (name, code.co_code, code.co_names, [c for c in code.co_consts if isinstance(c, str | int)])
        for name, filter_ in sorted(environment.filters.items())
        if (code := getattr(filter_, "__code__", None))
    ]
    return repr((options, sorted(environment.extensions), filters))
