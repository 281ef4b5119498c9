"""What can be wrong with packs, told as sentences with file and line."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum


class Severity(StrEnum):
    """An error stops the packs from being used; a warning asks to be looked at."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing wrong, where it stands (path under the packs folder, line from 1; 0 for the whole file)."""

    path: str
    line: int
    zh: str
    en: str
    severity: Severity = Severity.ERROR

    @classmethod
    def at(cls, written_at: str, zh: str, en: str, severity: Severity = Severity.ERROR) -> Problem:
        """A problem of something that kept its `written_at` (`path:line`)."""
        path, _, line = written_at.rpartition(":")
        return cls(path, int(line), zh, en, severity)

    @property
    def where(self) -> str:
        """`liaoning/measures.yaml:12`, as editors and terminals understand it."""
        return f"{self.path}:{self.line}" if self.line else self.path

    def __str__(self) -> str:
        return f"{self.where} {self.zh} {self.en}"


class PackError(Exception):
    """The packs cannot be loaded. `problems` holds everything found, not only the first."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(p) for p in self.problems))


class Problems:
    """Collects what is wrong while reading goes on, so that an author sees all of it at once."""

    def __init__(self) -> None:
        self._found: dict[Problem, None] = {}

    def add(self, problem: Problem) -> None:
        """Keep a problem; the same one twice is told once."""
        self._found.setdefault(problem)

    def extend(self, problems: Iterable[Problem]) -> None:
        """Keep several."""
        for problem in problems:
            self.add(problem)

    @property
    def errors(self) -> tuple[Problem, ...]:
        """What stops the packs, by file and line."""
        return tuple(sorted(p for p in self._found if p.severity is Severity.ERROR))

    @property
    def warnings(self) -> tuple[Problem, ...]:
        """What should be looked at, by file and line."""
        return tuple(sorted(p for p in self._found if p.severity is Severity.WARNING))

    def raise_errors(self) -> None:
        """Raise `PackError` with every error, if there is one."""
        if self.errors:
            raise PackError(self.errors)


def near_names(name: str, known: Iterable[str]) -> tuple[str, str]:
    """The half-sentence “did you mean …” in Chinese and English; two empty strings where nothing is
    near.
    """
    near = get_close_matches(name, sorted(known), n=3, cutoff=0.6)
    if not near:
        return "", ""
    return f"是不是 {'、'.join(near)}？", f"Did you mean {', '.join(near)}?"
