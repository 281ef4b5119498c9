"""Corrections: never silent. What an award said before, what it says now and why stay with it for ever.

Whoever is named in an award asks for a correction; the department answers, with a correction or with the reason why not.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass

from django.db import IntegrityError, transaction

from zhongchuang.clearance.access import DisclosureAction, disclosure_reach, may_disclose, named_reach
from zhongchuang.clearance.disclosing.facts import CORRECTABLE
from zhongchuang.clearance.disclosing.scanning import scan
from zhongchuang.clearance.errors import NotReviewable, NumbersInside, RequestAnswered, RequestStands
from zhongchuang.clearance.models import Award, AwardCorrection, AwardState, CorrectionRequest, RequestState
from zhongchuang.clearance.selectors.awards import name_is_down, public_awards
from zhongchuang.clearance.services.changes import Change, ChangeKind, change_write
from zhongchuang.clearance.services.correction_telling import answer_told, request_told
from zhongchuang.clearance.services.names import SHORTEST_NAME
from zhongchuang.core import clock
from zhongchuang.core.actors import Actor
from zhongchuang.core.audit import audit_write
from zhongchuang.core.errors import InvalidInput, NotAllowed, NotFound, Wording
from zhongchuang.core.idempotency import idempotent
from zhongchuang.core.ids import new_public_id
from zhongchuang.core.json_values import Json
from zhongchuang.core.locks import lock_row, refuse_stale

LONGEST_REASON, LONGEST_WORDS, SHORTEST_WORDS = 300, 1000, 5
REQUEST_PREFIX = "GQ"
NEEDED = frozenset({"recipient_name", "title"})


@dataclass(frozen=True, slots=True)
class Corrected:
    """What a correction says. `conceal`: what stands there now should never have been public; it is not repeated."""

    field: str
    after: str
    reason: str
    conceal: bool = False


def award_correct(
    *,
    actor: Actor,
    number: str,
    corrected: Corrected,
    expected_version: int | None = None,
    key: str | None = None,
) -> AwardCorrection:
    """Correct one field of an award. Raises NotFound, NotAllowed, StaleVersion, InvalidInput, NotReviewable, NumbersInside."""

    def run() -> AwardCorrection:
        return _correct(actor, _held(actor, number, expected_version), corrected)

    return idempotent(
        actor=actor,
        key=key,
        verb="clearance.award_correct",
        request={"award": number, "version": expected_version, **asdict(corrected)},
        run=run,
        remember=lambda made: made.pk,
        recall=lambda pk: AwardCorrection.objects.get(pk=int(str(pk))),
    )


def correction_ask(
    *, actor: Actor, number: str, field: str, says: str, key: str | None = None
) -> CorrectionRequest:
    """Ask that something about oneself be corrected: a member or a delegate of the organisation that is named, or the person.

    Raises NotFound for an award that is not public, NotAllowed for anybody else, InvalidInput, RequestStands.
    """
    return idempotent(
        actor=actor,
        key=key,
        verb="clearance.correction_ask",
        request={"award": number, "field": field, "says": says},
        run=lambda: _ask(actor, number, field, says),
        remember=lambda made: made.pk,
        recall=_request,
    )


def _ask(actor: Actor, number: str, field: str, says: str) -> CorrectionRequest:
    award = public_awards().select_related("organisation").filter(number=number).first()
    if award is None:
        raise NotFound()
    if actor.user_id is None or not named_reach(actor).names(award):
        raise NotAllowed(
            "只有这条记录里的单位（它的成员或受托人）或者本人，可以申请更正。",
            "Only the organisation named here (its members or delegates), or the person, can ask for a correction.",
            next_zh="发现别人的记录有误，请联系公布它的部门。",
            next_en="If somebody else's record is wrong, tell the department that published it.",
        )
    _check_asked(field, says)
    request = CorrectionRequest(
        number=new_public_id(REQUEST_PREFIX),
        award=award,
        organisation=None if award.personal else award.organisation,
        account_id=int(actor.user_id),
        field=field,
        says=says.strip()[:LONGEST_WORDS],
        asked_at=clock.now(),
    )
    try:
        with transaction.atomic():
            request.save(force_insert=True)
    except IntegrityError:
        standing = CorrectionRequest.objects.filter(award=award, state=RequestState.OPEN).first()
        raise RequestStands(standing.number if standing else "") from None
    audit_write(
        actor=actor,
        verb="clearance.correction_ask",
        target=request,
        after={"award": award.number, "field": field},
    )
    request_told(actor=actor, request=request)
    return request


def correction_answer(
    *,
    actor: Actor,
    number: str,
    answer: str,
    corrected: Corrected | None = None,
    expected_version: int | None = None,
    key: str | None = None,
) -> CorrectionRequest:
    """Answer a request: with `corrected` the award is corrected with it, without it is declined and the answer says why.

    Raises NotFound, NotAllowed, StaleVersion, RequestAnswered, and what `award_correct` raises.
    """
    return idempotent(
        actor=actor,
        key=key,
        verb="clearance.correction_answer",
        request={
            "request": number,
            "answer": answer,
            "corrected": corrected and asdict(corrected),
            "version": expected_version,
        },
        run=lambda: _answer(actor, number, answer, corrected, expected_version),
        remember=lambda made: made.pk,
        recall=_request,
    )


def _answer(
    actor: Actor, number: str, answer: str, corrected: Corrected | None, expected_version: int | None
) -> CorrectionRequest:
    found = CorrectionRequest.objects.select_related("award").filter(number=number).first()
    reach = disclosure_reach(actor)
    if found is None or not may_disclose(
        actor, DisclosureAction.LOOK, found.award.department_id, reach=reach
    ):
        raise NotFound()
    if not may_disclose(actor, DisclosureAction.CORRECT, found.award.department_id, reach=reach):
        raise NotAllowed()
    award = _held(actor, found.award.number, None)  # the award before its request, in every verb
    request = lock_row(CorrectionRequest.objects.all(), found.pk, expected_version=expected_version)
    if request.state != RequestState.OPEN:
        raise RequestAnswered(request.number)
    told = answer.strip()
    if len(told) < SHORTEST_WORDS:
        wording = Wording("请写答复，申请人会看到", "Write the answer; whoever asked reads it")
        raise InvalidInput("没有答复。", "Nothing was answered.", fields={"answer": wording})
    request.answer, request.answered_at = told[:LONGEST_WORDS], clock.now()
    request.answered_by = _signed(actor)
    request.state = RequestState.DECLINED if corrected is None else RequestState.CORRECTED
    if corrected is not None:
        request.correction = _correct(actor, award, corrected)
    request.row_version += 1
    request.save()
    audit_write(
        actor=actor,
        verb="clearance.correction_answer",
        target=request,
        before={"state": RequestState.OPEN.value},
        after={"state": request.state, "correction": request.correction_id},
    )
    answer_told(actor=actor, request=request)
    return request


def _held(actor: Actor, number: str, expected_version: int | None) -> Award:
    reach = disclosure_reach(actor)
    row = Award.objects.select_for_update().filter(number=number).first()
    if row is None or not may_disclose(actor, DisclosureAction.LOOK, row.department_id, reach=reach):
        raise NotFound()
    if not may_disclose(actor, DisclosureAction.CORRECT, row.department_id, reach=reach):
        raise NotAllowed()
    refuse_stale(row, expected_version)
    return row


def _correct(actor: Actor, row: Award, corrected: Corrected) -> AwardCorrection:
    name, after = corrected.field, " ".join(corrected.after.split())
    _check(row, corrected, after)
    before = str(getattr(row, name))
    setattr(row, name, after)
    row.row_version += 1
    row.save(update_fields=[name, "row_version"])
    shown = row.published_at is not None
    made = AwardCorrection.objects.create(
        award=row,
        field=name,
        before=before,
        after=after,
        reason=" ".join(corrected.reason.split())[:LONGEST_REASON],
        concealed=corrected.conceal or bool(scan(before)),
        public=shown,
        department_name=row.department_name,
        by=_signed(actor),
        at=clock.now(),
    )
    told = {"before": before, "after": after}
    audit_write(
        actor=actor,
        verb="clearance.award_correct",
        target=row,
        before={"field": name} if row.personal else {"field": name, "value": before},
        after={"correction": made.pk} if row.personal else {"correction": made.pk, "value": after},
        personal={row.person: told} if row.personal and row.person else None,
    )
    if shown:
        change_write(Change(row, ChangeKind.CORRECTED, _published(row, made)))
    return made


def _published(row: Award, made: AwardCorrection) -> dict[str, Json]:
    """What the feed says of a correction for ever: of a person only which field and why."""
    told: dict[str, Json] = {"field": made.field, "reason": made.reason}
    if row.personal:
        return told
    return {**told, "before": None if made.concealed else made.before, "after": made.after}


def _check(row: Award, corrected: Corrected, after: str) -> None:
    fields: dict[str, Wording] = {}
    if corrected.field not in CORRECTABLE:
        raise InvalidInput(
            "这一项不能在这里更正。",
            "This cannot be corrected here.",
            next_zh="金额和日期随决定和账本走：请变更或撤销办件。",
            next_en="Amounts and days follow the decision and the ledger: change or revoke the case.",
        )
    if row.state == AwardState.REVOKED and row.published_at is None:
        raise NotReviewable("这条记录已撤销，从未公开，不再更正。", "It is revoked and was never public.")
    if corrected.field == "recipient_name" and row.personal and name_is_down(row):
        fields["after"] = Wording("姓名已撤下，不再填写", "The name is taken down; none is written any more")
    longest = int(getattr(Award._meta.get_field(corrected.field), "max_length", None) or LONGEST_REASON)
    if not after and corrected.field in NEEDED | ({"clause"} if row.source != "imported" else set()):
        fields["after"] = Wording("不能为空", "It cannot be empty")
    if len(after) > longest:
        fields["after"] = Wording(f"不超过 {longest} 字", f"No more than {longest} characters")
    if after == getattr(row, corrected.field):
        fields["after"] = Wording("和现在的内容一样", "It says that already")
    if len(corrected.reason.strip()) < SHORTEST_WORDS:
        fields["reason"] = Wording("请写明更正的理由，公众会看到", "Say why; the public reads it")
    elif scan(corrected.reason):
        fields["reason"] = Wording(
            "理由中像是有个人的号码，请去掉", "It seems to hold a number of a person; take it out"
        )
    elif row.personal and _names_somebody(row, corrected, after):
        fields["reason"] = Wording(
            "理由一直公开，姓名到期要撤下：请不要在理由里写姓名",
            "The reason stays public and the name comes down after its term: do not write the name there",
        )
    if fields:
        raise InvalidInput("没有更正。", "Nothing was corrected.", fields=fields)
    if found := scan(after):
        raise NumbersInside(row.number, [one.kind for one in found])


def _names_somebody(row: Award, corrected: Corrected, after: str) -> bool:
    """Whether the reason says the name of the person, as it stands or as it will stand."""
    names = {row.recipient_name, after if corrected.field == "recipient_name" else ""}
    told = "".join(corrected.reason.split())
    return any(len(name) >= SHORTEST_NAME and name in told for name in names)


def _check_asked(field: str, says: str) -> None:
    fields: dict[str, Wording] = {}
    if field not in (*CORRECTABLE, "other"):
        fields["field"] = Wording("请选择哪一项有误", "Choose what is wrong")
    if len(says.strip()) < SHORTEST_WORDS:
        fields["says"] = Wording("请写明哪里有误、应当是什么", "Say what is wrong and what it should be")
    if fields:
        raise InvalidInput("还没有提出。", "It has not been asked yet.", fields=fields)


def _request(pk: Json) -> CorrectionRequest:
    return CorrectionRequest.objects.get(pk=int(str(pk)))


def _signed(actor: Actor) -> str:
    return f"{actor.kind}:{actor.user_id or actor.name}"
