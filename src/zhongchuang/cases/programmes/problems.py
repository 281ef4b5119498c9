"""What can be wrong with a programme, told as sentences with the place: file, line, and the path of the key."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

Path = tuple[str | int, ...]
"""Where in a programme something stands: ("sections", 0, "fields", 2, "type")."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong. `file` and `line` are known only where the programme was read from a file."""

    path: Path
    zh: str
    en: str
    file: str = ""
    line: int = 0

    @property
    def key(self) -> str:
        """`sections[0].fields[2].type`; empty for the programme as a whole."""
        parts = (f"[{part}]" if isinstance(part, int) else f".{part}" for part in self.path)
        return "".join(parts).lstrip(".")

    @property
    def where(self) -> str:
        """`gansu/programmes/space-recognition.yaml:12 sections[0].title`, as far as known."""
        place = f"{self.file}:{self.line}" if self.line else self.file
        return " ".join(part for part in (place, self.key) if part)

    def in_file(self, file: str, line: int) -> Problem:
        """The same, where it was read."""
        return replace(self, file=file, line=line)

    def __str__(self) -> str:
        return f"{self.where} {self.zh} {self.en}".strip()


class ProgrammeError(Exception):
    """Programmes cannot be used as they are written; holds everything found, not only the first."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems: Sequence[Problem] = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))
