"""What every page of an application shows: how far it has come, what the department asks to be mended."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from zhongchuang.cases.flow import MoveName, State
from zhongchuang.cases.forms.applying import said
from zhongchuang.cases.models import Case, CaseMove
from zhongchuang.cases.programmes.answers import Form
from zhongchuang.cases.selectors.applying import files_of
from zhongchuang.cases.views.applying_showing import section_steps
from zhongchuang.core.page import Link


def return_of(case: Case) -> CaseMove | None:
    """The move by which a case was given back to be mended; None where it was not."""
    if case.state != State.RETURNED:
        return None
    rows = CaseMove.objects.filter(case=case, move=MoveName.RETURN.value)
    return rows.order_by("-pk").first()


def remarks_of(case: Case) -> Mapping[str, str]:
    """What has to be mended, by `field:<id>` and `material:<id>`."""
    move = return_of(case)
    written = move.details.get("remarks") if move is not None else None
    if not isinstance(written, list):
        return {}
    return {f"{one[0]}:{one[1]}": str(one[2]) for one in written if isinstance(one, list) and len(one) == 3}


def head_of(case: Case, form: Form, current: str) -> dict[str, Any]:
    """Title, applicant, the line of pages, what was returned and why."""
    urls = {s.id: reverse("cases:fill", args=[case.number, s.id]) for s in form.programme.sections}
    urls["review"] = reverse("cases:review", args=[case.number])
    papers = None
    if form.materials:
        there = {paper.material for paper in files_of(case)}
        whole = all(m.id in there for m in form.materials if m.required)
        papers = (reverse("cases:materials", args=[case.number]), whole)
    return {
        "case": case,
        "form": form,
        "programme_title": said(form.programme.title),
        "progress": section_steps(form, current, urls, papers),
        "returned": return_of(case),
        "breadcrumbs": (
            Link(_("我的办件"), reverse("cases:my_cases")),
            Link(
                case.number if case.state != State.DRAFT else _("草稿"),
                reverse("cases:my_case", args=[case.number]),
            ),
            Link(_("填写"), ""),
        ),
    }
