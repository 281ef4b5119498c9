"""Where an answer came from that nobody typed."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from zhongchuang.cases.models import Case
from zhongchuang.cases.programmes.known import FACT
from zhongchuang.cases.programmes.prefill import EARLIER
from zhongchuang.cases.programmes.schema import FormField
from zhongchuang.core.page import Link


def origin_of(case: Case, field: FormField) -> dict[str, str | Link] | None:
    """In words, with the place where it is mended; None where it was typed here."""
    kept = case.origins.get(field.id)
    if field.locked and field.prefill:
        source = field.prefill
    elif isinstance(kept, dict) and kept.get("answer") == case.answers.get(field.id):
        source = str(kept["source"])
    else:
        return None
    if source.startswith(EARLIER):
        number = source.removeprefix(EARLIER)
        return {"words": _("照您上次申报填写（%(number)s），请核对") % {"number": number}}
    if source.startswith(FACT):
        return {"words": _("照您在“我能享受什么”里的回答填写，请核对")}
    if source == "round.year":
        return {"words": _("按申报批次的年度填写")}
    words, where = _where(source)
    if field.locked:
        return {"words": words, "link": Link(_("到登记处修改"), where)} if where else {"words": words}
    return {"words": _("%(source)s，可以修改") % {"source": words}}


def _where(source: str) -> tuple[str, str]:
    match source.partition(".")[0]:
        case "organisation":
            return _("来自单位登记"), reverse("parties:organisations")
        case "space":
            return _("来自众创空间登记"), ""
        case "residency":
            return _("来自入驻登记，截至填写当天"), ""
        case _:
            return _("来自您的账户"), reverse("parties:me")
