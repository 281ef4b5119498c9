"""A read-only look for administrators and auditors.

Answers and the verdicts given to them are not here: they are their giver's alone (`access.py`).
"""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from zhongchuang.core.admin import ReadOnlyAdmin
from zhongchuang.policy.models import Clause, Document, Measure, PackVersion


@admin.register(PackVersion)
class PackVersionAdmin(ReadOnlyAdmin):
    """Versions; their content is large and is read with the command `zhongchuang packs`."""

    list_display = ("version", "loaded_at", "is_current")
    exclude = ("content",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        found: QuerySet[Any] = super().get_queryset(request)
        return found.defer("content")


@admin.register(Document)
class DocumentAdmin(ReadOnlyAdmin):
    """Documents as loaded."""

    list_display = ("title", "number", "place", "issued", "state", "withdrawn")
    list_filter = ("place", "state", "withdrawn")
    list_select_related = ("place",)
    search_fields = ("title", "number")
    exclude = ("reading",)


@admin.register(Clause)
class ClauseAdmin(ReadOnlyAdmin):
    """Clauses as read."""

    list_display = ("document", "ref", "heading", "classes")
    list_filter = ("document",)
    list_select_related = ("document",)
    search_fields = ("ref", "heading", "text")


@admin.register(Measure)
class MeasureAdmin(ReadOnlyAdmin):
    """Measures of the current packs, and those no longer in them."""

    list_display = ("title", "place", "document", "clause_ref", "instrument", "modality", "withdrawn")
    list_filter = ("place", "instrument", "modality", "withdrawn")
    list_select_related = ("place", "document")
    search_fields = ("title", "slug")
