"""What the tests of this room are built from: packs in force without writing every clause, sheets, verdicts, forms."""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache

from django.http import HttpResponseBase
from django.test import Client

from zhongchuang.core import clock
from zhongchuang.core.actors import ANONYMOUS, Actor, PersonActor
from zhongchuang.core.idempotency import new_idempotency_key
from zhongchuang.expressions import Value
from zhongchuang.parties.models import Place
from zhongchuang.policy import services
from zhongchuang.policy.models import AnswerSheet, PackVersion, StoredVerdict
from zhongchuang.policy.packs.loader import load_rulebook, rulebook_of
from zhongchuang.policy.packs.schema import RuleBook, SubjectKind
from zhongchuang.policy.packs.storage import rulebook_to_json
from zhongchuang.policy.packs.tests.factory import changed

YUAN = 100
MILLION = 1_000_000 * YUAN
TODAY = date(2026, 11, 21)
IN_SAMPLE = date(2021, 6, 1)
"""A day on which the synthetic packs are in force."""
OWNER = PersonActor(user_id="7")
STRANGER = PersonActor(user_id="8")


@lru_cache(maxsize=1)
def real_book() -> RuleBook:
    """The packs of the repository, read once."""
    return load_rulebook()


@lru_cache(maxsize=8)
def sample_book(*changes: tuple[str, str, str]) -> RuleBook:
    """The synthetic packs with words replaced: (file, old, new)."""
    return rulebook_of(changed(*changes))


def put_in_force(book: RuleBook) -> None:
    """Make a rule book the current one. Only what answering needs is written: the version and its places."""
    known = set(Place.objects.values_list("code", flat=True))
    chains = sorted(book.places.values(), key=lambda place: len(book.chain(place.code)))
    for place in chains:
        if place.code not in known:
            Place.objects.create(
                code=place.code, name=place.name.zh, name_en=place.name.en, parent_id=place.parent
            )
    PackVersion.objects.filter(is_current=True).update(is_current=False)
    PackVersion.objects.update_or_create(
        version=book.version,
        defaults={"content": rulebook_to_json(book), "loaded_at": clock.now(), "is_current": True},
    )


def a_sheet(
    place: str = "210100",
    kind: SubjectKind = SubjectKind.TEAM,
    *,
    actor: Actor = ANONYMOUS,
    **answers: Value,
) -> AnswerSheet:
    """A sheet with answers, made by the verbs."""
    sheet = services.sheet_start(actor=actor, place=place, kind=kind)
    for fact, value in answers.items():
        sheet = answered(sheet, fact, value, actor=actor)
    return sheet


def answered(sheet: AnswerSheet, fact: str, value: Value, *, actor: Actor = ANONYMOUS) -> AnswerSheet:
    """The sheet with one answer more."""
    return services.sheet_answer(
        actor=actor,
        sheet=sheet,
        secret=sheet.secret,
        fact=fact,
        value=value,
        expected_version=sheet.row_version,
    )


def a_verdict(sheet: AnswerSheet, on: date = TODAY, *, actor: Actor = ANONYMOUS) -> StoredVerdict:
    """What the sheet comes to, stored."""
    return services.verdict_store(actor=actor, sheet=sheet, secret=sheet.secret, on=on)


def form(sheet: AnswerSheet, **fields: str) -> dict[str, str]:
    """The fields a form of the sheet would send."""
    return {
        "row_version": str(sheet.row_version),
        "idempotency_key": new_idempotency_key(),
        **fields,
    }


def words(response: HttpResponseBase) -> str:
    """The text of a page as a reader sees it: no tags, no runs of white space."""
    content: bytes = response.content  # type: ignore[attr-defined]  # pages are not streamed
    body = re.sub(r"<(head|script)\b.*?</\1>", " ", content.decode(), flags=re.S)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", body))


def english(client: Client) -> Client:
    """The client as a reader of English."""
    client.cookies["django_language"] = "en"
    return client
