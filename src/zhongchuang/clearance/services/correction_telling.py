"""Who is told of a correction asked for, and of its answer: notes on the site, and a mail to whoever asked; each once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from zhongchuang.clearance.models import RequestState
from zhongchuang.core import clock
from zhongchuang.core.actors import Actor
from zhongchuang.messages.services import NoteText, letter_of, mail_write_many, note_write_many
from zhongchuang.parties.access import Role
from zhongchuang.parties.selectors.organisations import managers_of
from zhongchuang.parties.selectors.posts import holders_of
from zhongchuang.parties.selectors.recipients import delegates_receiving, recipients_among

if TYPE_CHECKING:
    from zhongchuang.clearance.models import CorrectionRequest

CHINESE, ENGLISH = "zh-hans", "en"


def request_told(*, actor: Actor, request: CorrectionRequest) -> int:
    """The officers of the department are told that something is asked; how many notes were new."""
    department = request.award.department_id
    if department is None:
        return 0
    accounts = dict.fromkeys(one.account for one in holders_of([Role.OFFICER], organisations=[department]))
    address = reverse("clearance:office_correction", args=[request.number])
    said = {language: _asked_words(request, language) for language in (CHINESE, ENGLISH)}
    notes = [
        NoteText(
            f"clearance.correction_asked:{request.pk}:{pk}", str(pk), said[CHINESE], said[ENGLISH], address
        )
        for pk in accounts
    ]
    return len(note_write_many(actor=actor, notes=notes))


def answer_told(*, actor: Actor, request: CorrectionRequest) -> int:
    """Whoever asked, and who manages the organisation, are told the answer; how many notes were new."""
    accounts = [str(request.account_id)]
    if request.organisation is not None:
        accounts += managers_of(request.organisation)
    accounts += delegates_receiving(accounts, request.organisation_id, clock.today())
    accounts = list(dict.fromkeys(accounts))
    address = reverse("clearance:award_correction", args=[request.award.number])
    said = {language: _answered_words(request, language) for language in (CHINESE, ENGLISH)}
    key = f"clearance.correction_answered:{request.pk}"
    letters = [
        letter_of(
            key=f"{key}:{one.account_id}",
            account_id=one.account_id,
            address=one.address,
            language=one.language,
            template="clearance/mails/correction_answered",
            context={
                "said": said[_known(one.language)],
                "answer": request.answer,
                "url": settings.SITE_URL + address,
            },
        )
        for one in recipients_among(accounts).values()
    ]
    mail_write_many(actor=actor, letters=letters)
    notes = [NoteText(f"{key}:{pk}", pk, said[CHINESE], said[ENGLISH], address) for pk in accounts]
    return len(note_write_many(actor=actor, notes=notes))


def _known(language: str) -> str:
    return ENGLISH if language.lower().startswith("en") else CHINESE


def _asked_words(request: CorrectionRequest, language: str) -> str:
    with translation.override(language):
        about = {"award": request.award.number, "number": request.number}
        return _("公开记录 %(award)s 有人申请更正（%(number)s），请核对答复。") % about


def _answered_words(request: CorrectionRequest, language: str) -> str:
    with translation.override(language):
        about = {"award": request.award.number, "number": request.number}
        if request.state == RequestState.CORRECTED:
            return _("您对公开记录 %(award)s 提出的更正申请（%(number)s）已更正。") % about
        return _("您对公开记录 %(award)s 提出的更正申请（%(number)s）未予更正，理由见页面。") % about
