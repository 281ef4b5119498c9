"""Part of the applicant's case page: what the check against double support came to, in plain words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from zhongchuang.cases.selectors.claiming import holder_of
from zhongchuang.cases.views.clearance_words import in_either, verdict_status
from zhongchuang.clearance.rules.evaluation import Verdict
from zhongchuang.clearance.selectors import standing_clearance
from zhongchuang.clearance.selectors.checks import check_of
from zhongchuang.core.clock import business_date

if TYPE_CHECKING:
    from zhongchuang.cases.models import Case
    from zhongchuang.core.actors import Actor


def clearance_context(case: Case, _actor: Actor) -> dict[str, object] | None:
    """The result and its sentences, without anything of others; None where nothing was checked yet."""
    check = check_of(holder_of(case)) if case.submitted_at is not None else None
    if check is None:
        return None
    # What the rules leave clear needs no exception: one statement less on the page of nearly every case.
    standing = None if check.verdict == Verdict.CLEAR else standing_clearance(holder_of(case))
    return {
        "status": verdict_status(check.verdict),
        "sentences": [in_either(words) for words in check.told],
        "on": business_date(check.at),
        "plain": _plain(check.verdict, excepted=standing is not None and standing.overridden),
    }


def _plain(verdict: str, *, excepted: bool) -> str:
    if excepted:
        return _("主管部门两人已确认例外，按例外办理；例外在“支持公开”里公布。")
    return _("没有发现重复支持。") if verdict == "clear" else ""
