"""Why a simulation cannot be done. Each is a sentence in Chinese and one in English."""

from __future__ import annotations


class SimulationError(Exception):
    """Base of this tree; `zh` and `en` say what happened and what to do next."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(f"{zh} {en}")
        self.zh = zh
        self.en = en


class ChangeError(SimulationError):
    """A change that makes no sense for its measure; `field` names what to correct."""

    def __init__(self, field: str, zh: str, en: str) -> None:
        super().__init__(zh, en)
        self.field = field


class TableError(SimulationError):
    """An uploaded table from which no population can be made."""


class Cancelled(SimulationError):
    """Somebody stopped the computation."""

    def __init__(self) -> None:
        super().__init__("测算已取消。", "The simulation was cancelled.")
