"""Lists every file this build will write, and parts those that collide."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import count
from pathlib import Path

from pelican import signals
from pelican.contents import Content
from pelican.generators import Generator, StaticGenerator

from plugins.common.content import articles_of, everything, report
from plugins.common.problem import Problem
from plugins.common.source import Source, shown
from plugins.outputs.outputs import Claim, moved_aside, same_file


def list_outputs(generators: Sequence[Generator]) -> None:
    """``context["outputs"]``: path below the output folder → its content, or None for the theme's.

    A second claim to a path is a problem, and is drawn beside the first.
    """
    context = generators[0].context
    claims = {same_file(claim.save_as): claim for claim in fixed(generators) if claim.save_as}
    outputs: dict[str, Content | None] = {claim.save_as: None for claim in claims.values()}
    for content in [*everything(generators), *statics(generators)]:
        if not content.save_as:
            continue  # a draft, where drafts are not drawn
        if claim := claims.get(same_file(content.save_as)):
            report(context, [collision(content, claim)])
            move_aside(content, claims)
        claims[same_file(content.save_as)] = Claim(content.save_as, str(shown(content.source_path)))
        outputs[content.save_as] = content
    context["outputs"] = outputs


def collision(content: Content, claim: Claim) -> Problem:
    what = f"this would be written to {content.save_as}, as {claim.source} is"
    remedy = "Give it another Slug: or name"
    source: Source | None = getattr(content, "source", None)
    if source is None:
        return Problem(shown(content.source_path), 0, 0, what, remedy)
    key = "save_as" if "save_as" in source.header.values else "slug"
    return source.problem(source.header.place(key), what, remedy)


def move_aside(content: Content, claims: Mapping[str, Claim]) -> None:
    """Beside what has its place already, and no translation of it."""
    save_as, slug = content.save_as, content.slug
    for number in count(2):
        content.override_save_as = moved_aside(save_as, number)
        if same_file(content.save_as) not in claims:
            break
    content.override_url = content.save_as.removesuffix("index.html")
    content.slug = f"{slug}-{number}"
    content.translations = [other for other in content.translations if other.lang != content.lang]


def fixed(generators: Sequence[Generator]) -> Iterator[Claim]:
    """What is written whatever the content's paths say."""
    generator = articles_of(generators)
    settings = generator.settings
    for template in settings["DIRECT_TEMPLATES"]:
        save_as = settings.get(f"{template.upper()}_SAVE_AS", f"{template}.html")
        yield Claim(save_as, f"the {template} page")
    for tag in generator.tags:
        yield Claim(tag.save_as, f"the topic {tag.name}")
    for author, _ in generator.authors:
        yield Claim(author.save_as, f"the author {author.name}")
    for periods in generator.period_archives.values():
        for period in periods:
            yield Claim(period["save_as"], f"the archive of {period['period'][0]}")
    for other in generators:
        for save_as in getattr(other, "outputs", ()):
            yield Claim(save_as, f"the file {save_as}")
    for folder in settings["THEME_STATIC_PATHS"]:
        static = Path(settings["THEME"], folder)
        for file in sorted(static.rglob("*")):
            if file.is_file():
                save_as = Path(settings["THEME_STATIC_DIR"], file.relative_to(static)).as_posix()
                yield Claim(save_as, f"the theme's {file.name}")


def statics(generators: Sequence[Generator]) -> list[Content]:
    generator = next(g for g in generators if isinstance(g, StaticGenerator))
    return sorted(generator.staticfiles, key=lambda static: str(static.source_path))


def register() -> None:
    signals.all_generators_finalized.connect(list_outputs)
