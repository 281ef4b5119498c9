"""The versions of one document or measure, and two of them side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from zhongchuang.core import clock
from zhongchuang.core.errors import NotFound
from zhongchuang.core.page import (
    Cell,
    Column,
    ColumnKind,
    DataTable,
    Diff,
    EmptyState,
    Link,
    Row,
    Shape,
    Status,
    Tone,
    diff_texts,
)
from zhongchuang.parties.accounts import actor_of
from zhongchuang.policy.errors import VersionUnreadable
from zhongchuang.policy.models import ItemVersion
from zhongchuang.policy.packs.differences import ClausePair, Fate, paired_clauses
from zhongchuang.policy.packs.errors import PackError
from zhongchuang.policy.packs.schema import PackDocument, RuleBook
from zhongchuang.policy.packs.text import clauses_of
from zhongchuang.policy.packs.versions import ItemKind
from zhongchuang.policy.selectors import browsing, versions
from zhongchuang.policy.selectors.rulebook import rulebook_at
from zhongchuang.policy.views import addresses, labels
from zhongchuang.policy.views.sheets import (
    Compared,
    compared,
    document_sheet,
    measure_sheet,
    units_in_words,
)

FATES: Mapping[Fate, Status] = {
    Fate.CHANGED: Status(gettext_lazy("有改动"), Shape.HALF),
    Fate.MOVED: Status(gettext_lazy("编号变了"), Shape.DOT),
    Fate.ADDED: Status(gettext_lazy("新增"), Shape.CHECK, Tone.ACCENT),
    Fate.REMOVED: Status(gettext_lazy("删去"), Shape.CROSS, Tone.DANGER),
}


# ---------------------------------------------------------------- one document


@require_safe
def document_versions(request: HttpRequest, slug: str) -> HttpResponse:
    """The versions of a document."""
    row = browsing.document_of(actor_of(request), slug)
    trail = (Link(_("政策"), reverse("policy:documents")), Link(row.title, addresses.to_document(slug)))
    return _versions_page(request, ItemKind.DOCUMENT, slug, row.title, row.version, trail)


@require_safe
def document_changes(request: HttpRequest, slug: str) -> HttpResponse:
    """Two versions of a document: what it says of itself, and clause by clause."""
    row = browsing.document_of(actor_of(request), slug)
    trail = (Link(_("政策"), reverse("policy:documents")), Link(row.title, addresses.to_document(slug)))
    numbers, pair = _two_of(request, ItemKind.DOCUMENT, slug)
    if pair is None:
        return _nothing_to_compare(request, ItemKind.DOCUMENT, slug, row.title, trail)
    before, after = (_document_at(version) for version in pair)
    head, same = compared(document_sheet(before), document_sheet(after))
    clauses = [_clause_compared(one, before, after) for one in _pairs(before, after)]
    context = {
        "head": head,
        "clauses": [clause for clause in clauses if clause is not None],
        "same": same + sum(clause is None for clause in clauses),
        "numbers": numbers,
    }
    return _changes_page(request, ItemKind.DOCUMENT, slug, row.title, pair, trail, context)


@dataclass(frozen=True, slots=True)
class ClauseCompared:
    """A clause in two versions: its words, its units, what it does."""

    ref: str
    was_ref: str  # where the number changed
    status: Status
    words: Diff
    more: Sequence[Compared]


def _pairs(before: PackDocument, after: PackDocument) -> tuple[ClausePair, ...]:
    return paired_clauses(clauses_of(before), clauses_of(after))


def _clause_compared(pair: ClausePair, before: PackDocument, after: PackDocument) -> ClauseCompared | None:
    """None where nothing differs."""
    was, now = pair.before, pair.after
    units = (units_in_words(clause.units) if clause else "" for clause in (was, now))
    classes = (_classes(d, c.ref) if c else "" for d, c in ((before, was), (after, now)))
    sides = ((_("责任单位"), *units), (_("条款类别"), *classes))
    more = [
        Compared(label, diff_texts(old, new, before_label="", after_label=""))
        for label, old, new in sides
        if old != new
    ]
    fate = Fate.CHANGED if pair.fate is Fate.SAME and more else pair.fate
    if fate is Fate.SAME:
        return None
    old_ref, new_ref = (clause.ref if clause else "" for clause in (was, now))
    texts = (clause.label + clause.text if clause else "" for clause in (was, now))
    return ClauseCompared(
        new_ref or old_ref,
        old_ref if new_ref and old_ref != new_ref else "",
        FATES[fate],
        diff_texts(*texts, before_label="", after_label=""),
        more if was and now else (),
    )


def _classes(document: PackDocument, ref: str) -> str:
    return _("、").join(str(labels.CLASSES[term]) for term in document.classes.get(ref, ()))


def _document_at(version: ItemVersion) -> PackDocument:
    document = _book_at(version).document(version.slug)
    if document is None:
        raise NotFound()
    return document


# ----------------------------------------------------------------- one measure


@require_safe
def measure_versions(request: HttpRequest, pack: str, name: str) -> HttpResponse:
    """The versions of a measure."""
    row = browsing.measure_of(actor_of(request), f"{pack}/{name}")
    title = row.title_en if labels.reads_english() else row.title
    trail = (Link(_("措施"), reverse("policy:measures")), Link(title, addresses.to_measure(row.slug)))
    return _versions_page(request, ItemKind.MEASURE, row.slug, title, row.version, trail)


@require_safe
def measure_changes(request: HttpRequest, pack: str, name: str) -> HttpResponse:
    """Two versions of a measure: its words, rule, numbers and days."""
    row = browsing.measure_of(actor_of(request), f"{pack}/{name}")
    title = row.title_en if labels.reads_english() else row.title
    trail = (Link(_("措施"), reverse("policy:measures")), Link(title, addresses.to_measure(row.slug)))
    numbers, pair = _two_of(request, ItemKind.MEASURE, row.slug)
    if pair is None:
        return _nothing_to_compare(request, ItemKind.MEASURE, row.slug, title, trail)
    sheets = []
    for version in pair:
        book = _book_at(version)
        measure = book.measure(version.slug)
        if measure is None:
            raise NotFound()
        sheets.append(measure_sheet(book, measure, clock.today()))
    head, same = compared(*sheets)
    context = {"head": head, "clauses": (), "same": same, "numbers": numbers}
    return _changes_page(request, ItemKind.MEASURE, row.slug, title, pair, trail, context)


# ------------------------------------------------------------------------ both


def _book_at(version: ItemVersion) -> RuleBook:
    """The packs as they were when this version came. Raises VersionUnreadable."""
    try:
        return rulebook_at(version.pack_version_id)
    except PackError as error:
        raise VersionUnreadable(version.number) from error


def _two_of(
    request: HttpRequest, kind: ItemKind, slug: str
) -> tuple[list[int], tuple[ItemVersion, ItemVersion] | None]:
    """The numbers there are, and the versions asked for: the last two where nothing is, None where there are not two.

    Raises NotFound for a number that is not there.
    """
    kept = {version.number: version for version in versions.item_versions(kind, slug)}
    if len(kept) < 2:
        return list(kept), None
    newest, before, *_older = kept
    asked = []
    for name, number in (("from", before), ("to", newest)):
        text = request.GET.get(name, str(number))
        version = kept.get(int(text)) if text.isascii() and text.isdecimal() and len(text) < 7 else None
        if version is None:
            raise NotFound()
        asked.append(version)
    return list(kept), (asked[0], asked[1])


def _versions_page(
    request: HttpRequest, kind: ItemKind, slug: str, title: str, current: int, trail: tuple[Link, ...]
) -> HttpResponse:
    kept = list(versions.item_versions(kind, slug))
    url = addresses.to_item(kind, slug)
    rows = [
        Row(
            (
                Cell(_("第 %(n)s 版") % {"n": version.number}),
                Cell(CURRENT if version.number == current else PAST),
                Cell(version.since.astimezone(clock.SHANGHAI).date()),
                Cell(_("与上一版对照"), f"{url}changes/?from={older.number}&to={version.number}")
                if older
                else Cell(_("最早收录的版本")),
            )
        )
        for version, older in zip(kept, [*kept[1:], None], strict=True)
    ]
    table = DataTable(
        _("版本"),
        (
            Column(_("版本")),
            Column(_("状态")),
            Column(_("收录日期"), ColumnKind.DATE),
            Column(_("改了什么")),
        ),
        tuple(rows),
    )
    context = {
        "title": title,
        "table": table,
        "numbers": [version.number for version in kept],
        "changes_url": f"{url}changes/",
        "breadcrumbs": (*trail, Link(_("版本"), "")),
    }
    return render(request, "policy/versions.html", context)


CURRENT = Status(gettext_lazy("现行"), Shape.CHECK, Tone.ACCENT)
PAST = Status(gettext_lazy("以前的版本"), Shape.RING)


def _changes_page(
    request: HttpRequest,
    kind: ItemKind,
    slug: str,
    title: str,
    pair: tuple[ItemVersion, ItemVersion],
    trail: tuple[Link, ...],
    context: Mapping[str, object],
) -> HttpResponse:
    url = addresses.to_item(kind, slug)
    return render(
        request,
        "policy/changes_item.html",
        {
            **context,
            "title": title,
            "before": pair[0],
            "after": pair[1],
            "changes_url": f"{url}changes/",
            "breadcrumbs": (*trail, Link(_("版本"), f"{url}versions/"), Link(_("改了什么"), "")),
        },
    )


def _nothing_to_compare(
    request: HttpRequest, kind: ItemKind, slug: str, title: str, trail: tuple[Link, ...]
) -> HttpResponse:
    url = addresses.to_item(kind, slug)
    context = {
        "title": title,
        "nothing": EmptyState(
            _("只有一个版本"), _("收录以来内容没有改过，没有可以对照的版本。"), Link(_("回到现行版本"), url)
        ),
        "breadcrumbs": (*trail, Link(_("版本"), f"{url}versions/"), Link(_("改了什么"), "")),
    }
    return render(request, "policy/changes_item.html", context)
