"""The page a form stands on, as it was built, with what was typed and what is wrong."""

from collections.abc import Mapping
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from plugins.common.form import Form

THEME = Path(__file__).parents[2] / "theme" / "templates"
TEMPLATES = Environment(
    loader=FileSystemLoader(THEME),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
DRAW = '{% from "macros/form.html" import draw %}{{ draw(form, action, page, answers, problems) }}'

# Where the site was not built, or without this form, nothing typed is lost.
PLAIN = """<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>{form.heading}</title></head>
<body><main><h1>{form.heading}</h1>
<!-- form:{form.name} --><!-- /form:{form.name} -->
</main></body>
</html>
"""


def page_with(
    form: Form,
    *,
    site: Path,
    action: str,
    page: str,
    answers: Mapping[str, str],
    problems: Mapping[str, str],
) -> str:
    """``problems`` has sentences by field name; "" names the form as a whole."""
    drawn = TEMPLATES.from_string(DRAW).render(
        form=form, action=action, page=page, answers=answers, problems=problems
    )
    before, after = _around_slot(form, site)
    return before.replace("<title>", "<title>Problem: ", 1) + drawn + after


def _around_slot(form: Form, site: Path) -> tuple[str, str]:
    opening, closing = f"<!-- form:{form.name} -->", f"<!-- /form:{form.name} -->"
    try:
        built = (site / form.page / "index.html").read_text(encoding="utf-8")
    except (OSError, UnicodeError):
        built = ""
    if opening not in built or closing not in built:
        built = PLAIN.format(form=form)
    before, _, rest = built.partition(opening)
    _, _, after = rest.partition(closing)
    return before + opening, closing + after
