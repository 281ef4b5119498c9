"""Names for what is new: a document by its number, a pack by its place, an entry by what is free."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Container, Iterable

LONGEST_DOCUMENT_ID = 60
_NUMBER = re.compile(r"^(?P<organ>.+?)〔(?P<year>\d{4})〕(?P<number>\d+)号$")
_NOT_A_NAME = re.compile(r"[^a-z0-9]+")


def document_id(number: str | None, title: str | None, text: str) -> str:
    """`jizhengbanfa-2031-12` of 吉政办发〔2031〕12号; of a text without number the day's name of its title or words."""
    if number is not None and (match := _NUMBER.match(number)):
        return f"{latin(match['organ'])}-{match['year']}-{match['number']}"[:LONGEST_DOCUMENT_ID]
    words = latin(number or title or "")[:40].rstrip("-")
    return f"{words or 'document'}-{hashlib.sha256(text.encode()).hexdigest()[:6]}"


def latin(words: str) -> str:
    """Chinese by its sounds, run together; all else that is no letter or digit becomes a hyphen."""
    from pypinyin import lazy_pinyin  # half a second to read its phrases, which few processes need

    sounds = lazy_pinyin(words, errors=lambda other: f" {other} ")
    return _NOT_A_NAME.sub("-", "".join(sounds).lower().replace("ü", "v")).strip("-")


def free_name(wanted: str, taken: Container[str]) -> str:
    """The name, or the first of name-2, name-3 … that is free."""
    if wanted not in taken:
        return wanted
    number = 2
    while f"{wanted}-{number}" in taken:
        number += 1
    return f"{wanted}-{number}"


def local_ids(ids: Iterable[str]) -> set[str]:
    """The ids without their pack."""
    return {name.rpartition("/")[2] for name in ids}
