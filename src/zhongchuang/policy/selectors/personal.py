"""What the room holds of one person, for the copy of their data."""

from __future__ import annotations

from collections.abc import Sequence

from zhongchuang.core.json_values import Json
from zhongchuang.policy.models import AnswerSheet, Scenario, StoredVerdict, Subscription

Rows = Sequence[dict[str, Json]]


def sheets_data(account_id: str) -> Rows:
    """Answers in “我能享受什么”."""
    return [
        {
            "place": sheet.place_id,
            "kind": sheet.kind,
            "facts": sheet.facts,
            "asked": sheet.asked,
            "started_at": sheet.started_at.isoformat(),
            "changed_at": sheet.changed_at.isoformat(),
        }
        for sheet in AnswerSheet.objects.filter(account_id=account_id).order_by("pk")
    ]


def verdicts_data(account_id: str) -> Rows:
    """Verdicts kept or shared."""
    return [
        {
            "place": verdict.place_id,
            "kind": verdict.kind,
            "on": verdict.on.isoformat(),
            "pack_version": verdict.pack_version_id,
            "facts": verdict.facts,
            "verdicts": verdict.verdicts,
            "stored_at": verdict.stored_at.isoformat(),
        }
        for verdict in StoredVerdict.objects.filter(account_id=account_id).order_by("pk")
    ]


def subscriptions_data(account_id: str) -> Rows:
    """Subscriptions, ended ones too."""
    return [
        {
            "place": one.place_id,
            "instrument": one.instrument,
            "words": one.words,
            "by_mail": one.by_mail,
            "created_at": one.created_at.isoformat(),
            "ended_at": one.ended_at.isoformat() if one.ended_at else None,
        }
        for one in Subscription.objects.filter(account_id=account_id).order_by("pk")
    ]


def scenarios_data(account_id: str) -> Rows:
    """Scenarios of 政策测算 somebody began at work."""
    return [
        {"name": one.name, "on": one.on.isoformat(), "created_at": one.created_at.isoformat()}
        for one in Scenario.objects.filter(account_id=account_id).order_by("pk")
    ]
