"""The held texts as the reader reads them, and the words quoted from them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType

from zhongchuang.policy.documents.mending import Mend
from zhongchuang.policy.documents.model import Clause, Document
from zhongchuang.policy.documents.read import read_document
from zhongchuang.policy.documents.settling import Settled, put_right
from zhongchuang.policy.packs.schema import ClauseRef, PackDocument, RuleBook

_SPACE = re.compile(r"[\s\u3000\ufeff]+")


@lru_cache(maxsize=64)
def _raw(text: str, filename: str) -> Document:
    return read_document(text.encode("utf-8"), filename=filename)


@lru_cache(maxsize=64)
def _read(
    text: str, filename: str, mends: tuple[Mend, ...], settled: tuple[Settled, ...]
) -> tuple[Document, Mapping[str, Clause]]:
    document = put_right(_raw(text, filename), mends, settled, text)
    clauses: dict[str, Clause] = {}
    for clause in document.walk():
        clauses.setdefault(clause.ref, clause)
    return document, MappingProxyType(clauses)


def raw_reading(document: PackDocument) -> Document:
    """What the reader finds in the text of a held document before anything is put right."""
    return _raw(document.text, f"{document.id}.txt")


def read_text(document: PackDocument) -> Document:
    """How a held document is read: what the reader finds, put right; once per process. Raises DocumentError."""
    return _read(document.text, f"{document.id}.txt", document.mends, document.settled)[0]


def clauses_of(document: PackDocument) -> Mapping[str, Clause]:
    """The clauses of a held document by ref."""
    return _read(document.text, f"{document.id}.txt", document.mends, document.settled)[1]


def clause_at(book: RuleBook, ref: ClauseRef) -> Clause | None:
    """The clause a reference leads to, or None."""
    document = book.document(ref.document)
    return None if document is None else clauses_of(document).get(ref.ref)


def stands_in(quote: str, text: str) -> bool:
    """Whether the words stand literally in the text; white space aside, because copies break lines
    anywhere.
    """
    return _SPACE.sub("", quote) in _SPACE.sub("", text)
