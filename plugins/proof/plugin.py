"""Reads the proof of every text, and tells what its readers would not see as it is meant."""

from collections.abc import Sequence

from pelican import signals
from pelican.generators import Generator

from plugins.common.content import everything, report
from plugins.proof.proof import addresses, headings, ids, tags


def read_proof(generators: Sequence[Generator]) -> None:
    for content in everything(generators):
        anatomy, source = content.anatomy, content.source
        content.proof = (
            *headings(anatomy, source, str(content.title)),
            *ids(anatomy, source),
            *tags(content.content, source),
        )
        report(generators[0].context, content.proof)
        report(generators[0].context, addresses(anatomy, source))


def register() -> None:
    signals.all_generators_finalized.connect(read_proof)
