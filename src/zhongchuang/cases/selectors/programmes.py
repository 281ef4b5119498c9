"""Programmes in force and the version a case keeps."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from django.db.models import QuerySet

from zhongchuang.cases.models import Programme, ProgrammeVersion
from zhongchuang.cases.programmes.schema import Programme as Content

if TYPE_CHECKING:
    from zhongchuang.cases.models import Case


@lru_cache(maxsize=256)
def version_content(version_id: int) -> Content:
    """What a version says; a version never changes, so it is read once a process."""
    row = ProgrammeVersion.objects.values_list("content", flat=True).get(pk=version_id)
    return Content.model_validate(row)


def programme_of(case: Case) -> Content:
    """The programme as the case began with it."""
    return version_content(case.version_id)


def programme_rows() -> QuerySet[Programme]:
    """Every programme with its version in force."""
    return Programme.objects.select_related("current", "place").order_by("place", "title", "pk")
