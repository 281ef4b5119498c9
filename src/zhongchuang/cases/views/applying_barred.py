"""That somebody may not apply now, until when, and where to object: said before the form is filled in, not after."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.formats import date_format
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from zhongchuang.cases.models import HonestyRecord


def barred_words(bar: HonestyRecord) -> str:
    """A finding that bars, in a sentence. The remedies are quoted as the decision gave them."""
    assert bar.until is not None  # one that bars has its last day
    return _("“%(name)s”因弄虚作假被认定（%(record)s），%(day)s（含）之前不能提交。%(remedies)s") % {
        "name": bar.case.applicant_name,
        "record": bar.number,
        "day": date_format(bar.until, "DATE_FORMAT"),
        "remedies": bar.remedies,
    }
