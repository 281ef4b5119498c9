"""Elements of Akoma Ntoso, and text that XML can carry."""

from __future__ import annotations

import re
from typing import Any

from lxml import etree

AKN = "http://docs.oasis-open.org/legaldocml/ns/akn/3.0"
OWN = "https://schema.invalid/zhongchuang/policy"
"""The platform's own statements; `.invalid` belongs to nobody, so it is an address of nothing but this vocabulary."""
_NAMESPACES: Any = {None: AKN, "zc": OWN}  # lxml's stubs know no namespace without a prefix
_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def root_element() -> etree._Element:
    """An empty <akomaNtoso>."""
    return etree.Element(f"{{{AKN}}}akomaNtoso", nsmap=_NAMESPACES)


def add(parent: etree._Element, name: str, text: str | None = None, /, **attributes: str) -> etree._Element:
    """A new last child; an attribute that is a word of Python is written with `_` behind it (`class_`)."""
    given = {key.rstrip("_"): plain(value) for key, value in attributes.items()}
    element = etree.SubElement(parent, f"{{{AKN}}}{name}", given)
    if text is not None:
        element.text = plain(text)
    return element


def add_own(
    parent: etree._Element, name: str, text: str | None = None, /, **attributes: str
) -> etree._Element:
    """The same in the platform's own vocabulary."""
    given = {key: plain(value) for key, value in attributes.items()}
    element = etree.SubElement(parent, f"{{{OWN}}}{name}", given)
    if text is not None:
        element.text = plain(text)
    return element


def plain(text: str) -> str:
    """The text with � for each character that XML cannot hold: a garbled copy stays visibly garbled."""
    return _FORBIDDEN.sub("\ufffd", text)
