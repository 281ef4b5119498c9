"""`packs check`: everything that must hold before packs may answer anybody.

Loading refuses what is broken in form; this looks at what is missing or contradicts the texts, and runs
every example.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from zhongchuang.policy.packs.checks.documents import Coverage, coverage_of, document_problems
from zhongchuang.policy.packs.checks.examples import example_problems
from zhongchuang.policy.packs.checks.measures import measure_problems
from zhongchuang.policy.packs.checks.organs import organ_problems
from zhongchuang.policy.packs.errors import Problem, Problems
from zhongchuang.policy.packs.loader import default_root, read_files, read_rulebook
from zhongchuang.policy.packs.quotes import quote_problems
from zhongchuang.policy.packs.schema import RuleBook


@dataclass(frozen=True, slots=True)
class Tally:
    """How much a pack holds."""

    pack: str
    title: str
    documents: int
    measures: int
    duties: int
    targets: int
    examples: int


@dataclass(frozen=True, slots=True)
class Report:
    """What a check found. `is_good` where nothing stops the packs; warnings do not."""

    version: str
    ran_examples: bool
    coverage: tuple[Coverage, ...]
    tallies: tuple[Tally, ...]
    errors: tuple[Problem, ...]
    warnings: tuple[Problem, ...]

    @property
    def is_good(self) -> bool:
        """Whether the packs may be used."""
        return not self.errors


def check_packs(root: Path | None = None) -> Report:
    """Read the packs under `root` (`default_root()` where None) and check them.

    Packs that do not load are looked at all the same, as far as they can be read, so that an author
    sees everything at once. Raises `PackError` only where a file cannot even be decoded.
    """
    book, problems = read_rulebook(read_files(default_root() if root is None else root))
    return check_rulebook(book, problems)


def check_rulebook(book: RuleBook, found: Problems | None = None) -> Report:
    """Check a rule book; `found` are the problems its reading met.

    Examples run only where there were none: a placeholder has no verdict.
    """
    problems = Problems() if found is None else found
    is_whole = not problems.errors
    looks: tuple[Callable[[RuleBook], Iterator[Problem]], ...] = (
        quote_problems,
        document_problems,
        measure_problems,
        organ_problems,
    )
    for look in looks:
        problems.extend(look(book))
    if is_whole:
        problems.extend(example_problems(book))
    documents = [document for pack in book.packs.values() for document in pack.documents.values()]
    tallies = tuple(
        Tally(
            pack.id,
            pack.title.zh,
            len(pack.documents),
            len(pack.measures),
            len(pack.duties),
            len(pack.targets),
            len(pack.examples),
        )
        for pack in book.packs.values()
    )
    return Report(
        book.version,
        is_whole,
        tuple(coverage_of(document) for document in documents),
        tallies,
        problems.errors,
        problems.warnings,
    )
