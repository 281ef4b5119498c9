"""The parts of a case's page at the desk, each a page of its own under the same head.

A surface that has something to show of a case (its review, its notice, its payment) adds a `Part` to `PARTS` in its order.
A part reads what it needs and no more: the head has asked nine statements already, and a page has twelve.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from zhongchuang.cases.views.after_parts import after_context, has_after
from zhongchuang.cases.views.deciding_parts import decision_context, is_decided
from zhongchuang.cases.views.office_checks import checks_context
from zhongchuang.cases.views.office_diligence import diligence_context, has_diligence
from zhongchuang.cases.views.office_history import changes_context, filing_context, history_context
from zhongchuang.cases.views.office_invoices import has_invoices, invoices_context
from zhongchuang.cases.views.story_parts import has_notice, has_review, office_notice, office_review

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

    from zhongchuang.cases.views.office_head import Opened

Context = dict[str, object]


@dataclass(frozen=True, slots=True)
class Part:
    """One part: the end of its address, its name, its template, what the template gets, and when there is anything to show."""

    slug: str
    label: StrOrPromise
    template: str
    context: Callable[[Opened], Context]
    shown: Callable[[Opened], bool] = lambda _opened: True


PARTS: tuple[Part, ...] = (
    Part("filing", _("申报内容"), "cases/office/parts/filing.html", filing_context),
    Part(
        "changes",
        _("补正对比"),
        "cases/office/parts/changes.html",
        changes_context,
        lambda opened: opened.submissions > 1,
    ),
    Part("checks", _("条件与查重"), "cases/office/parts/checks.html", checks_context),
    Part("invoices", _("发票"), "cases/office/parts/invoices.html", invoices_context, has_invoices),
    Part("review", _("评审"), "cases/office/parts/review.html", office_review, has_review),
    Part("diligence", _("尽职调查"), "cases/office/parts/diligence.html", diligence_context, has_diligence),
    Part("notice", _("公示"), "cases/office/parts/notice.html", office_notice, has_notice),
    Part("decision", _("决定与资金"), "cases/office/parts/decision.html", decision_context, is_decided),
    Part("after", _("后续"), "cases/office/parts/after.html", after_context, has_after),
    Part("history", _("办理经过"), "cases/office/parts/history.html", history_context),
)
