"""The Atom feed of the list (RFC 4287): what was made public, corrected, revoked lately among the found."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_cache_control
from django.utils.translation import override
from django.views.decorators.http import require_safe
from lxml import etree

from zhongchuang.clearance.selectors.award_history import last_changed, recent_changes
from zhongchuang.clearance.selectors.awards import public_name, public_title
from zhongchuang.clearance.views import public_parts as parts
from zhongchuang.clearance.views.public_exports import wanted_of
from zhongchuang.clearance.views.public_words import change_word, detail_of
from zhongchuang.core.clock import business_date
from zhongchuang.core.conditional import conditional
from zhongchuang.core.money import format_yuan

if TYPE_CHECKING:
    from zhongchuang.clearance.models import DisclosedChange

ATOM = "http://www.w3.org/2005/Atom"
PLAIN: Any = {None: ATOM}  # lxml's stubs know no namespace without a prefix
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
BEGINNING = dt.datetime(2026, 11, 22, tzinfo=dt.UTC)
"""Where there is nothing yet the feed was changed when it began: RFC 4287 wants a moment, and it must not move."""
KEPT_SECONDS = 60
"""How long a reader may keep the answer: an award is visible within the minute."""
_UNWRITABLE = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@require_safe
def feed(request: HttpRequest) -> HttpResponse:
    """The newest fifty changes of what is found. Raises InvalidInput for a search that cannot be read."""
    question = parts.question_in(request.GET)
    changes = recent_changes(wanted_of(request))
    with override("zh-hans"):
        content = _document(changes, question)
    fresh = HttpResponse(content, content_type="application/atom+xml; charset=utf-8")
    response = conditional(request, fresh, last_modified=last_changed() or BEGINNING)
    patch_cache_control(response, public=True, max_age=KEPT_SECONDS)
    return response


def _document(changes: Sequence[DisclosedChange], question: list[tuple[str, str]]) -> bytes:
    address = settings.SITE_URL + parts.address("award_feed", question)
    said = "，".join(value for _name, value in question)
    root = etree.Element(f"{{{ATOM}}}feed", {XML_LANG: "zh-Hans"}, nsmap=PLAIN)
    _add(root, "id", address)
    _add(root, "title", f"众创台：支持公开（{said}）" if said else "众创台：支持公开")
    _add(root, "updated", _moment(changes[0].at if changes else BEGINNING))
    _add(root, "link", rel="self", type="application/atom+xml", href=address)
    _add(
        root,
        "link",
        rel="alternate",
        type="text/html",
        href=settings.SITE_URL + parts.address("awards", question),
    )
    _add(_add(root, "author"), "name", "众创台 Zhongchuang")
    for change in changes:
        _entry(root, change)
    etree.indent(root)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")


def _entry(root: etree._Element, change: DisclosedChange) -> None:
    award = change.award
    entry = _add(root, "entry")
    day = business_date(change.at).isoformat()
    _add(entry, "id", f"tag:{settings.TAG_AUTHORITY},{day}:award-change:{change.sequence}")
    _add(entry, "title", f"{change_word(change)}：{public_name(award)}，{public_title(award)}")
    _add(entry, "updated", _moment(change.at))
    _add(entry, "link", rel="alternate", type="text/html", href=settings.SITE_URL + parts.award_url(award))
    _add(entry, "category", term=change.kind)
    told = (
        f"{award.department_name}于 {award.decided_on.isoformat()} 决定，支持 {format_yuan(award.amount)}。",
        detail_of(change, award),
    )
    _add(entry, "summary", "".join(part for part in told if part))


def _add(parent: etree._Element, name: str, text: str | None = None, **attributes: str) -> etree._Element:
    element = etree.SubElement(parent, f"{{{ATOM}}}{name}", attributes)
    element.text = None if text is None else _UNWRITABLE.sub("", text)
    return element


def _moment(at: dt.datetime) -> str:
    return at.astimezone(dt.UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
