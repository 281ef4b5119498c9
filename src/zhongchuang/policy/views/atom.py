"""The Atom document (RFC 4287) of a list of changes, in both languages.

Ids are tag addresses (RFC 4151): they belong to the publication and the thing changed, so a feed reader shows each change
once, whatever feed it came by and wherever the site moves to (`ZHONGCHUANG_TAG_AUTHORITY`).
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.utils import translation
from lxml import etree

from zhongchuang.core.clock import business_date
from zhongchuang.policy.packs.schema import Instrument, Text
from zhongchuang.policy.packs.versions import ItemKind
from zhongchuang.policy.selectors.subscriptions import FeedItem, Wish
from zhongchuang.policy.views import labels, news

ATOM = "http://www.w3.org/2005/Atom"
XHTML = "http://www.w3.org/1999/xhtml"
PLAIN: Any = {None: ATOM}  # lxml's stubs know no namespace without a prefix
PLAIN_XHTML: Any = {None: XHTML}
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
BEGINNING = dt.datetime(2026, 11, 21, tzinfo=dt.UTC)
"""When there is nothing to tell yet, a feed was changed when feeds began: RFC 4287 wants a moment, and it must not move."""
CHINESE, ENGLISH = "zh-hans", "en"
_UNWRITABLE = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def feed(
    items: Sequence[FeedItem], *, wish: Wish, place: Text | None, name: str, address: str, page: str
) -> bytes:
    """The feed. `address` is its own, `page` what people read instead, `name` what it is known by among the others."""
    root = etree.Element(f"{{{ATOM}}}feed", {XML_LANG: "zh-Hans"}, nsmap=PLAIN)
    _add(root, "id", tag(name, business_date(BEGINNING)))
    _add(root, "title", _in_both(lambda: _title(wish, place), " / "))
    _add(root, "subtitle", _in_both(lambda: translation.gettext("政策文件和措施有了什么变化。"), " "))
    _add(root, "updated", moment(items[0].at if items else BEGINNING))
    _add(root, "link", rel="self", type="application/atom+xml", href=address)
    _add(root, "link", rel="alternate", type="text/html", href=page)
    _add(_add(root, "author"), "name", "众创台 Zhongchuang")
    for item in items:
        _entry(root, item)
    etree.indent(root)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")


def tag(name: str, day: dt.date) -> str:
    """An id that is nobody else's and never changes: the authority held its name on that day."""
    return f"tag:{settings.TAG_AUTHORITY},{day.isoformat()}:{quote(name, safe=':/-._~')}"


def moment(at: dt.datetime) -> str:
    """A moment as RFC 3339 writes it."""
    return at.astimezone(dt.UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def _entry(root: etree._Element, item: FeedItem) -> None:
    change = item.change
    entry = _add(root, "entry")
    name = f"change:{item.publication_id}:{change.kind.value}:{change.slug}:{change.number}"
    _add(entry, "id", tag(name, business_date(item.at)))
    _add(entry, "title", _in_both(lambda: _headline(item), " / "))
    _add(entry, "updated", moment(item.at))
    _add(entry, "published", moment(item.at))
    url = news.change_url(change, site=settings.SITE_URL)
    if url:
        _add(entry, "link", rel="alternate", type="text/html", href=url)
    _add(entry, "category", term=change.change.value, label=str(news.CHANGES[change.change]))
    summary = _add(entry, "summary", type="xhtml")
    box = etree.SubElement(summary, f"{{{XHTML}}}div", nsmap=PLAIN_XHTML)
    for language, code in ((CHINESE, "zh-Hans"), (ENGLISH, "en")):
        with translation.override(language):
            sentence = etree.SubElement(box, f"{{{XHTML}}}p", {XML_LANG: code})
            sentence.text = _writable(_sentence(item))


def _title(wish: Wish, place: Text | None) -> str:
    narrowed = news.wish_in_words(wish, place)
    return translation.gettext("众创台：%(what)s") % {"what": narrowed}


def _headline(item: FeedItem) -> str:
    return translation.gettext("%(change)s：%(title)s") % {
        "change": news.CHANGES[item.change.change],
        "title": news.change_title(item.change),
    }


def _sentence(item: FeedItem) -> str:
    """What happened, to what, where, and which version it is now."""
    words = {
        "place": labels.in_language(item.place),
        "item": news.ITEMS[item.change.kind],
        "title": news.change_title(item.change),
        "change": news.CHANGES[item.change.change],
        "number": item.change.number,
    }
    if item.change.kind is ItemKind.MEASURE and item.change.instrument:
        words["item"] = labels.INSTRUMENTS[Instrument(item.change.instrument)]
    return translation.gettext("%(place)s，%(item)s，%(title)s：%(change)s（第 %(number)s 版）。") % words


def _in_both(say: Callable[[], str], between: str) -> str:
    """The words in Chinese and in English, once where they are the same."""
    with translation.override(CHINESE):
        chinese = say()
    with translation.override(ENGLISH):
        english = say()
    return chinese if english == chinese else f"{chinese}{between}{english}"


def _add(parent: etree._Element, name: str, text: str | None = None, **attributes: str) -> etree._Element:
    element = etree.SubElement(parent, f"{{{ATOM}}}{name}", attributes)
    element.text = None if text is None else _writable(text)
    return element


def _writable(text: str) -> str:
    """Without what XML 1.0 has no way to write: one such character in one title would end the feed for everybody."""
    return _UNWRITABLE.sub("", text)
