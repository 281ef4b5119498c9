"""A document as Akoma Ntoso 3.0 (OASIS LegalDocML), valid against its schema.

    akoma_ntoso(work_of(document), document) -> bytes

================  ===========================================================================================
`work.py`         `Work`: what is known of the document beyond its text; `work_of` where nothing is
`names.py`        addresses of works (`/akn/cn/act/2016-07-29/…`) and ids of elements (`sec_2__para_1`)
`metadata.py`     identification (FRBR), life cycle, references, modifications, what is the platform's own
`inline.py`       units and cited documents marked inside the words
`body.py`         the clause tree, opening words, signature, annexes
================  ===========================================================================================

What the reader did not find is left out, never guessed; every word of every clause and table is there, unchanged.
"""

from __future__ import annotations

from lxml import etree

from zhongchuang.policy.documents.akoma_ntoso import body, metadata
from zhongchuang.policy.documents.akoma_ntoso.names import Names
from zhongchuang.policy.documents.akoma_ntoso.work import Work, opening_of, work_of
from zhongchuang.policy.documents.akoma_ntoso.xml import root_element
from zhongchuang.policy.documents.model import Document

__all__ = ["Work", "akoma_ntoso", "opening_of", "work_of"]


def akoma_ntoso(work: Work, document: Document) -> bytes:
    """The document as XML in UTF-8. Equal arguments give equal bytes."""
    names = Names(work, document)
    root = root_element()
    act = etree.SubElement(root, etree.QName(root, "act"), name=work.genre, contains="originalVersion")
    metadata.write(act, names)
    body.write(act, names)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")
