"""Where the stages of reading put what they noticed; each kind of defect of the whole copy is told once."""

from __future__ import annotations

from collections.abc import Iterable

from zhongchuang.policy.documents.model import ReadWarning, WarningCode


class Report:
    """Collects warnings, in order, without repeating one."""

    def __init__(self, warnings: Iterable[ReadWarning] = ()) -> None:
        self._warnings: dict[tuple[WarningCode, str | None, str], ReadWarning] = {}
        for warning in warnings:
            self.add(warning.code, warning.message, warning.ref)

    def add(self, code: WarningCode, message: str, ref: str | None = None) -> None:
        """Note a defect; ``message`` is a Chinese sentence, ``ref`` the clause it was met in."""
        self._warnings.setdefault((code, ref, message), ReadWarning(code, ref, message))

    def warnings(self) -> tuple[ReadWarning, ...]:
        """All warnings: those of the copy as a whole first, then by their place in the text."""
        return tuple(sorted(self._warnings.values(), key=lambda warning: warning.ref is not None))
