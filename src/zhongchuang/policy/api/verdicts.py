"""Verdicts that are kept: stored in the name of a token's account, opened by their own token, replayed, deleted."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from ninja import Body, Field, Header, Path, Router, Schema
from pydantic import StringConstraints

from zhongchuang.core.api import Cache, Day, operation, said
from zhongchuang.parties.access import TokenScope
from zhongchuang.parties.accounts import actor_of
from zhongchuang.parties.api import Token
from zhongchuang.policy import services
from zhongchuang.policy.api.answers import VerdictSaid
from zhongchuang.policy.api.match import EXAMPLES, SubjectGiven, shown_facts, understood
from zhongchuang.policy.matching.errors import MatchingError
from zhongchuang.policy.matching.stored import read_stored
from zhongchuang.policy.models import StoredVerdict
from zhongchuang.policy.packs.errors import PackError
from zhongchuang.policy.packs.schema import SubjectKind
from zhongchuang.policy.selectors import rulebook_at
from zhongchuang.policy.selectors.answering import replay_of, verdict_of

router = Router(tags=["match"])
reads, stores = Token(TokenScope.READ), Token(TokenScope.STORE_VERDICTS, required=True)
Secret = Annotated[
    str,
    StringConstraints(pattern=r"^[A-Za-z0-9_-]{1,64}$"),
    Path(description=said("结论的凭据，保存时给出", "token of the verdicts, given when they were stored")),
]
KEY = r"^[A-Za-z0-9_.:-]{8,80}$"


class Kept(Schema):
    """Verdicts as they were given, with all they rest on."""

    token: str = Field(description=said("凭它打开；谁拿着谁能看", "opens them; whoever holds it may look"))
    pack_version: str
    language_version: str
    place: str
    kind: SubjectKind
    on: Day
    facts: dict[str, bool | int | float | str]
    verdicts: list[VerdictSaid]
    stored_at: dt.datetime = Field(description=said("保存时刻", "when they were stored"))
    url: str = Field(description=said("可分享的网页", "a page to be shared"))
    replay_url: str = Field(description=said("重放", "replay"))


class DifferenceSaid(Schema):
    """One measure answered otherwise by the packs of today; null: not among the measures."""

    measure: str
    then: VerdictSaid | None
    now: VerdictSaid | None


class Replayed(Schema):
    """Kept verdicts asked again."""

    token: str
    reproduced: bool = Field(
        description=said(
            "当时的政策包今天是否仍给出同样的结论", "whether the packs of that time still answer the same"
        )
    )
    pack_version: str = Field(description=said("当时的政策包", "packs of that time"))
    is_current: bool = Field(
        description=said("当时的政策包是否仍是现行的", "whether those are still in force")
    )
    changes: list[DifferenceSaid] | None = Field(
        description=said(
            "现行政策包对同一天、同样的事实有何不同；null 为无法再问",
            "what the present packs answer otherwise for that day and those facts; null: they can no longer be asked",
        )
    )


def _kept(stored: StoredVerdict) -> dict[str, Any]:
    return {
        "token": stored.token,
        "pack_version": stored.pack_version_id,
        "language_version": stored.language_version,
        "place": stored.place_id,
        "kind": stored.kind,
        "on": stored.on,
        "facts": _facts(stored),
        "verdicts": stored.verdicts,
        "stored_at": stored.stored_at,
        "url": reverse("policy:verdict", args=[stored.token]),
        "replay_url": reverse("api:verdicts_replay", args=[stored.token]),
    }


def _facts(stored: StoredVerdict) -> dict[str, Any]:
    """The facts of then, in 元; as they were written down where this release cannot read those packs any more."""
    try:
        vocabulary = rulebook_at(stored.pack_version_id).vocabulary
        values = {name: read_stored(name, kept["value"], vocabulary) for name, kept in stored.facts.items()}
    except (MatchingError, PackError):
        return {name: kept["value"] for name, kept in stored.facts.items()}
    return shown_facts(vocabulary, values)


@router.post(
    "/verdicts",
    auth=stores,
    **operation(
        "verdicts_store",
        "判断并保存",
        "Match and store",
        about=(
            "以凭据所属账户的名义保存结论及其依据（政策包、规则语言、日期、事实），以后可以重放。写入审计日志。",
            "Stores the verdicts with all they rest on (packs, rule language, day, facts) in the name of the token's"
            " account, to be replayed later. Written to the audit log.",
        ),
        response=Kept,
        status=201,
        errors=(409, 503),
        cache=Cache.NEVER,
        examples={"body": EXAMPLES},
        extra={
            "responses": {
                "201": {
                    "links": {
                        name: {"operationId": name, "parameters": {"verdict": "$response.body#/token"}}
                        for name in ("verdicts_read", "verdicts_replay", "verdicts_delete")
                    }
                }
            }
        },
    ),
)
def verdicts_store(
    request: HttpRequest,
    response: HttpResponse,
    given: Body[SubjectGiven],
    key: str | None = Header(  # type: ignore[type-arg]  # ninja's function shares its name with a generic
        None,
        alias="Idempotency-Key",
        pattern=KEY,
        description=said("同一个键重复提交只保存一次", "the same key twice stores once"),
    ),
) -> Any:
    """Ask and keep."""
    asked = understood(given)
    stored = services.verdict_record(
        actor=actor_of(request), book=asked.book, subject=asked.subject, on=asked.on, key=key
    )
    response.headers["Location"] = reverse("api:verdicts_read", args=[stored.token])
    return 201, _kept(stored)


@router.get(
    "/verdicts/{verdict}",
    auth=reads,
    **operation(
        "verdicts_read",
        "打开保存的结论",
        "Stored verdicts",
        response=Kept,
        errors=(404,),
        cache=Cache.PRIVATE,
    ),
)
def verdicts_read(request: HttpRequest, verdict: Secret) -> dict[str, Any]:
    """The verdicts as they were given."""
    return _kept(verdict_of(actor_of(request), verdict))


@router.get(
    "/verdicts/{verdict}/replay",
    auth=reads,
    **operation(
        "verdicts_replay",
        "重放保存的结论",
        "Replay stored verdicts",
        about=(
            "用当时的政策包再问一遍，核对结论一致；再用现行的政策包问，说明有何不同。",
            "Asks the packs of that time again and checks that they answer the same; then those of today, and says what"
            " is different.",
        ),
        response=Replayed,
        errors=(404,),
        cache=Cache.PRIVATE,
    ),
)
def verdicts_replay(request: HttpRequest, verdict: Secret) -> dict[str, Any]:
    """Then and now."""
    stored = verdict_of(actor_of(request), verdict)
    replay = replay_of(stored)
    return {
        "token": stored.token,
        "reproduced": replay.verdicts is not None,
        "pack_version": stored.pack_version_id,
        "is_current": replay.is_current,
        "changes": None
        if replay.changes is None
        else [{"measure": d.measure, "then": d.then, "now": d.now} for d in replay.changes],
    }


@router.delete(
    "/verdicts/{verdict}",
    auth=stores,
    **operation(
        "verdicts_delete",
        "删除保存的结论",
        "Delete stored verdicts",
        about=(
            "只能删除同一账户保存的；链接随即失效。写入审计日志。",
            "Only what the same account stored; the link is dead at once. Written to the audit log.",
        ),
        response=None,
        status=204,
        errors=(404,),
        cache=Cache.NEVER,
    ),
)
def verdicts_delete(request: HttpRequest, verdict: Secret) -> Any:
    """Delete one's own."""
    actor = actor_of(request)
    services.verdict_delete(actor=actor, verdict=verdict_of(actor, verdict), token=verdict)
    return 204, None
