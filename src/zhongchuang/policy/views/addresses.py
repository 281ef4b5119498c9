"""Where documents, clauses and measures are found on this site."""

from __future__ import annotations

from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse

from zhongchuang.policy.packs.schema import ClauseRef, SubjectKind
from zhongchuang.policy.packs.versions import ItemKind

NATION = "000000"


def to_document(slug: str) -> str:
    """The page of a document."""
    return reverse("policy:document", args=[slug])


def to_clause(at: ClauseRef) -> str:
    """The page of one clause, to be cited."""
    return reverse("policy:clause", args=[at.document, at.ref])


def to_clause_in_text(at: ClauseRef) -> str:
    """The clause in its place in the document."""
    return f"{to_document(at.document)}#{at.ref}"


def to_measure(measure_id: str) -> str:
    """The page of a measure, by its full id `liaoning/transfer-income-share`."""
    pack, _, name = measure_id.partition("/")
    return reverse("policy:measure", args=[pack, name])


def to_parameter(measure_id: str, name: str) -> str:
    """A number of a measure over time."""
    pack, _, measure = measure_id.partition("/")
    return reverse("policy:parameter", args=[pack, measure, name])


def to_item(kind: ItemKind, slug: str) -> str:
    """The page of a document or a measure."""
    return to_document(slug) if kind is ItemKind.DOCUMENT else to_measure(slug)


def to_ask(*, place: str | None = None, kind: SubjectKind | str | None = None) -> str:
    """The questionnaire with what is known already; the nation is no place somebody is in, so it is left to be asked."""
    known = {"place": None if place == NATION else place, "kind": kind}
    query = urlencode({name: str(value) for name, value in known.items() if value})
    return reverse("policy:ask") + (f"?{query}" if query else "")


def to_calls(measure_id: str) -> str:
    """Where one applies under a measure, on a floor above this one; empty where the project names no such page."""
    page = str(getattr(settings, "ZHONGCHUANG_CALLS_PAGE", ""))
    return f"{reverse(page)}?{urlencode({'measure': measure_id})}" if page else ""


def to_list(name: str, **query: str) -> str:
    """A list narrowed from the start: `to_list("measures", kind="team")`."""
    return f"{reverse(f'policy:{name}')}?{urlencode(query)}"
