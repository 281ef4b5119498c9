"""What the reading of a file of results says when it cannot go on; the room's own failure is made of it."""

from __future__ import annotations


class FileError(Exception):
    """A file that cannot be read as a whole; a sentence in both languages."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(zh, en)
        self.zh, self.en = zh, en
