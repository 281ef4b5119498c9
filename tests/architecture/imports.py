"""A file of awards of another department that was looked at and waits for a word: one row is right, one is wrong."""

from __future__ import annotations

from dataclasses import dataclass

from zhongchuang.clearance.models import AwardImport
from zhongchuang.clearance.tests.importing import a_row, read_in, taken_in


@dataclass(frozen=True)
class Imports:
    """Files by how far they have come."""

    clean: AwardImport
    faulty: AwardImport


def build_imports() -> Imports:
    """Three files of one source: taken in, waiting with a correction, waiting with an error."""
    taken_in([a_row(901, place="")])
    return Imports(
        clean=read_in([a_row(901, place="", amount="60000"), a_row(902, place="")]),
        faulty=read_in([a_row(903, place="", amount="五万"), a_row(904, place="")]),
    )
