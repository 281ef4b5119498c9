"""What every page of an application shows: how far it has come, what the department asks to be mended."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from zhongchuang.cases.flow import MoveName, State
from zhongchuang.cases.forms.applying import said
from zhongchuang.cases.models import Case, CaseMove
from zhongchuang.cases.programmes.answers import Form
from zhongchuang.cases.programmes.schema import Programme
from zhongchuang.cases.selectors.applying import files_of
from zhongchuang.cases.views.applying_showing import section_steps
from zhongchuang.core.page import Link


@dataclass(frozen=True, slots=True)
class Mend:
    """Something to mend: what it is called, what was said of it, where it is mended."""

    label: str
    words: str
    url: str


def return_of(case: Case) -> CaseMove | None:
    """The move by which a case was given back to be mended; None where it was not."""
    if case.state != State.RETURNED:
        return None
    rows = CaseMove.objects.filter(case=case, move=MoveName.RETURN.value)
    return rows.order_by("-pk").first()


def remarks_of(case: Case) -> Mapping[str, str]:
    """What has to be mended, by `field:<id>` and `material:<id>`."""
    move = return_of(case)
    return {} if move is None else remarks_in(move)


def remarks_in(move: CaseMove) -> Mapping[str, str]:
    """What a return says of each field and paper, by `field:<id>` and `material:<id>`."""
    written = move.details.get("remarks")
    if not isinstance(written, list):
        return {}
    return {f"{one[0]}:{one[1]}": str(one[2]) for one in written if isinstance(one, list) and len(one) == 3}


def mends_of(number: str, programme: Programme, move: CaseMove) -> Iterator[Mend]:
    """What a return asks for, in the order of the form, each with the way to its place."""
    remarks = remarks_in(move)
    for section in programme.sections:
        page = reverse("cases:fill", args=[number, section.id])
        for field in section.fields:
            if words := remarks.get(f"field:{field.id}"):
                yield Mend(said(field.label), words, f"{page}#id_{field.id}")
    for material in programme.materials:
        if words := remarks.get(f"material:{material.id}"):
            yield Mend(
                said(material.label), words, f"{reverse('cases:materials', args=[number])}#m-{material.id}"
            )


def head_of(case: Case, form: Form, current: str) -> dict[str, Any]:
    """Title, applicant, the line of pages, what was returned and why."""
    urls = {s.id: reverse("cases:fill", args=[case.number, s.id]) for s in form.programme.sections}
    urls["review"] = reverse("cases:review", args=[case.number])
    papers = None
    if form.materials:
        there = {paper.material for paper in files_of(case)}
        whole = all(m.id in there for m in form.materials if m.required)
        papers = (reverse("cases:materials", args=[case.number]), whole)
    returned = return_of(case)
    return {
        "case": case,
        "form": form,
        "programme_title": said(form.programme.title),
        "progress": section_steps(form, current, urls, papers),
        "returned": returned,
        "mends": [*mends_of(case.number, form.programme, returned)] if returned is not None else [],
        "breadcrumbs": (
            Link(_("我的办件"), reverse("cases:my_cases")),
            Link(
                case.number if case.state != State.DRAFT else _("草稿"),
                reverse("cases:my_case", args=[case.number]),
            ),
            Link(_("填写"), ""),
        ),
    }
