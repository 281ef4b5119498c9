"""Reading a document in this process. Files that come from outside are read through ``sandbox``."""

from __future__ import annotations

from zhongchuang.policy.documents.extract import extract
from zhongchuang.policy.documents.model import Document
from zhongchuang.policy.documents.parse import parse


def read_document(data: bytes, *, filename: str | None = None) -> Document:
    """The document in ``data`` (text, HTML, DOCX, PDF or OFD, told by its content).

    ``filename`` only serves to warn of a wrong extension. Pure and deterministic. Raises the ``Unreadable``
    errors of ``errors``.
    """
    return parse(extract(data, filename))
