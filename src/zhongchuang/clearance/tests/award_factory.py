"""What the tests of the public list are built from: awards that were reviewed and are public. All of them are made up."""

from __future__ import annotations

import datetime as dt
from itertools import count
from typing import Any

from django.db import transaction

from zhongchuang.clearance.models import Award, AwardSource, AwardState
from zhongchuang.clearance.services.changes import Change, ChangeKind, change_write
from zhongchuang.core import clock

_numbers = count(1)


def an_award(**values: Any) -> Award:
    """An award as a verb leaves it, with its change in the feed and its entry in the index."""
    number = next(_numbers)
    made = Award.objects.create(
        **{
            "number": f"GK-2026-{number:06d}",
            "ref": f"case:test-{number}",
            "source": AwardSource.PLATFORM,
            "state": AwardState.PUBLIC,
            "recipient_name": "虚构科技有限公司",
            "recipient_code": "91999999000000500W",
            "title": "众创空间运行补贴",
            "programme": "liaoning/space-subsidy",
            "programme_title": "众创空间补贴",
            "category": "补贴",
            "department_name": "虚构省科学技术厅",
            "place": "990100",
            "level": "city",
            "amount": 10_000_00,
            "clause": "shi-2020-1#一",
            "decided_on": dt.date(2026, 11, 2),
            "published_at": clock.now(),
            "created_at": clock.now(),
            "synthetic": True,
            **values,
        }
    )
    changed(made)
    return made


def changed(award: Award, kind: str = "published", **content: Any) -> None:
    """What a verb does after it saved an award: the change in the feed, and with it the index."""
    with transaction.atomic():
        change_write(Change(award, ChangeKind(kind), content))
