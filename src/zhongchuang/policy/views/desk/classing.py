"""What each clause does: one table, worked with the mouse or from the keyboard, saved as one step."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from zhongchuang.core.errors import NotAllowed
from zhongchuang.core.page import Link
from zhongchuang.parties.accounts import actor_of
from zhongchuang.policy.drafting.suggesting import suggestions
from zhongchuang.policy.packs.schema import ClauseClass
from zhongchuang.policy.services.desk import clause_class
from zhongchuang.policy.views.desk.common import desk_page, guard_of, guarded, to
from zhongchuang.policy.views.desk.frame import Opened, Stage, opened, trail, work_of
from zhongchuang.policy.views.labels import CLASSES

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

Classes = Mapping[str, tuple[ClauseClass, ...]]
ALL = "*"


@dataclass(frozen=True, slots=True)
class Box:
    """One class of one clause; `key` is the letter that sets it."""

    value: str
    label: StrOrPromise
    key: str
    checked: bool


@dataclass(frozen=True, slots=True)
class ClauseRow:
    """A clause to be classed, and what its words suggest."""

    number: int
    ref: str
    heading: str
    words: str
    classes: tuple[ClauseClass, ...]
    suggested: str
    suggested_words: str

    @property
    def boxes(self) -> list[Box]:
        """The four classes."""
        return [Box(one.value, CLASSES[one], one.value[0], one in self.classes) for one in ClauseClass]


@require_http_methods(["GET", "HEAD", "POST"])
@desk_page
def classes(request: HttpRequest, key: str) -> HttpResponse:
    """All clauses with what they do; saving sets those that changed, as one step that can be undone."""
    desk = opened(request, key)
    if request.method == "POST":
        return _save(request, desk)
    suggested = suggestions(desk.bench.read, desk.bench.proposals)
    rows = _rows(desk, suggested)
    classed, total = desk.bench.coverage
    context = {
        "work": work_of(desk, Stage.CLASSES),
        "rows": rows,
        "coverage": {"done": classed, "all": total, "suggested": sum(bool(row.suggested) for row in rows)},
        "guard": guard_of(desk.draft),
        "breadcrumbs": trail(desk, Link(_("归类"), "")),
    }
    return render(request, "policy/desk/classes.html", context)


def _rows(desk: Opened, suggested: Classes) -> list[ClauseRow]:
    """Each ref once: two clauses a copy numbers alike are classed together."""
    rows: dict[str, ClauseRow] = {}
    for number, clause in enumerate(desk.bench.clauses):
        held = desk.bench.content.classes.get(clause.ref, ())
        offered = () if held else suggested.get(clause.ref, ())
        words = clause.text
        if clause.heading:
            words = words[len(clause.heading) :].lstrip("。：: \n")
        rows.setdefault(
            clause.ref,
            ClauseRow(
                number,
                clause.ref,
                clause.heading or "",
                words,
                held,
                " ".join(one.value for one in offered),
                _("、").join(str(CLASSES[one]) for one in offered),
            ),
        )
    return list(rows.values())


def _save(request: HttpRequest, desk: Opened) -> HttpResponse:
    if not desk.may_edit:
        raise NotAllowed()
    given = _posted(request)
    adopt = request.POST.get("adopt", "")
    if adopt:
        suggested = suggestions(desk.bench.read, desk.bench.proposals)
        given |= {
            ref: found for ref, found in suggested.items() if adopt in (ALL, ref) and not given.get(ref)
        }
    held = desk.bench.content.classes
    changed = {
        ref: given.get(ref, ())
        for ref in dict.fromkeys(clause.ref for clause in desk.bench.clauses)
        if set(given.get(ref, ())) != set(held.get(ref, ()))
    }
    guard = guarded(request)
    if changed:
        clause_class(actor=actor_of(request), draft=desk.draft, classes=changed, **guard)
        messages.success(
            request,
            ngettext("已保存 %(n)s 条的归类。", "已保存 %(n)s 条的归类。", len(changed))
            % {"n": len(changed)},
        )
    anchor = next((f"#k{number}" for number, c in enumerate(desk.bench.clauses) if c.ref == adopt), "")
    return redirect(to("classes", desk.draft.key) + anchor)


def _posted(request: HttpRequest) -> dict[str, tuple[ClauseClass, ...]]:
    """The boxes that are ticked: `ref|class`; anything else is none of ours."""
    known = {one.value for one in ClauseClass}
    found: dict[str, tuple[ClauseClass, ...]] = {}
    for value in request.POST.getlist("class"):
        ref, _bar, word = value.rpartition("|")
        if ref and word in known:
            found[ref] = (*found.get(ref, ()), ClauseClass(word))
    return found
