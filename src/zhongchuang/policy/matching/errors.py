"""Why a question to the matching cannot be answered. Each is a sentence in Chinese and one in English."""

from __future__ import annotations


class MatchingError(Exception):
    """Base of this tree; `zh` and `en` say what happened and what to do next."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(f"{zh} {en}")
        self.zh = zh
        self.en = en


class SubjectError(MatchingError):
    """The subject as given makes no sense; `option` names what to correct (`place`, `kind`, `on`,
    `fact`).
    """

    def __init__(self, option: str, zh: str, en: str) -> None:
        super().__init__(zh, en)
        self.option = option


class StoredVerdictError(MatchingError):
    """A stored verdict cannot be read back or replayed with these packs."""


class PopulationFileError(MatchingError):
    """A file of subjects lacks what every subject needs."""
