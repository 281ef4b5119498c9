"""What is disclosed in the access matrix: awards in every state, a request to correct one, a case on its way. All invented."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from tests.architecture.organisations import Houses
from zhongchuang.clearance.disclosing.grounds import WithholdGround
from zhongchuang.clearance.models import Award, CorrectionRequest, ReviewOutcome
from zhongchuang.clearance.services.awards import award_revoke
from zhongchuang.clearance.services.correcting import correction_ask
from zhongchuang.clearance.services.disclosing import Verdict, disclosure_review
from zhongchuang.clearance.tests import awards
from zhongchuang.parties.models import Organisation
from zhongchuang.parties.tests.factory import SYSTEM, actor


@dataclass(frozen=True)
class Disclosure:
    """One of everything; `own` names the organisation everybody belongs to, `public` one nobody does."""

    waiting: Award
    public: Award
    own: Award
    withheld: Award
    revoked: Award
    asked: CorrectionRequest


def build_disclosure(houses: Houses) -> Disclosure:
    """Awards of one department; of one of them somebody asks for a correction."""
    withheld, revoked = awards.award(), awards.public_award()
    ground = Verdict(ReviewOutcome.WITHHELD, WithholdGround.BUSINESS, "公开会损害企业，虚构理由")
    disclosure_review(actor=SYSTEM, number=withheld.number, verdict=ground)
    award_revoke(actor=SYSTEM, ref=revoked.ref, on=dt.date(2026, 11, 21), reason="虚构理由")
    public = awards.public_award()
    asked = correction_ask(
        actor=actor(awards.member(awards.firm())),
        number=public.number,
        field="title",
        says="虚构：标题少一个字",
    )
    return Disclosure(
        waiting=awards.award(),
        public=_fresh(public),
        own=_of(houses.own.organisation),
        withheld=_fresh(withheld),
        revoked=_fresh(revoked),
        asked=asked,
    )


def _of(organisation: Organisation) -> Award:
    return _fresh(
        awards.public_award(
            organisation_id=organisation.pk,
            recipient_name=organisation.name,
            recipient_code=organisation.uscc,
        )
    )


def _fresh(row: Award) -> Award:
    return Award.objects.get(pk=row.pk)
