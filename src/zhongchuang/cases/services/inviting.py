"""Letters to experts: that they were drawn, that sheets are due. Each once, in their language."""

from __future__ import annotations

from collections.abc import Sequence

from django.conf import settings
from django.urls import reverse

from zhongchuang.cases.models import Panel, Seat
from zhongchuang.core.actors import SystemActor
from zhongchuang.messages.services import letter_of, mail_write_many
from zhongchuang.parties.selectors.recipients import recipients_among

BY = SystemActor("cases.review")


def tell_drawn(panel: Panel, seats: Sequence[Seat]) -> int:
    """Tell new members of a panel that they were drawn, and until when; returns how many letters were written."""
    return _tell(panel, seats, "drawn", "cases/mails/drawn")


def remind(panel: Panel, seats: Sequence[Seat], occasion: str) -> int:
    """Remind members whose sheets are not handed in; an occasion (`before`, `late`) is told once."""
    return _tell(panel, seats, occasion, f"cases/mails/sheets_{occasion}")


def _tell(panel: Panel, seats: Sequence[Seat], occasion: str, template: str) -> int:
    by_account = {str(seat.expert.account_id): seat for seat in seats}
    recipients = recipients_among(by_account)
    url = settings.SITE_URL + reverse("cases:reviews")
    context = {
        "panel": panel,
        "cases": panel.cases.count(),
        "due_on": panel.due_on,
        "url": url,
    }
    letters = [
        letter_of(
            key=f"cases.panel:{panel.number}:{occasion}:{by_account[account].pk}",
            account_id=account,
            address=recipient.address,
            language=recipient.language,
            template=template,
            context=context | {"name": recipient.name},
        )
        for account, recipient in recipients.items()
    ]
    return len(mail_write_many(actor=BY, letters=letters)) if letters else 0
