"""Rules of a test's own, and supports to put under them. All invented."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import yaml

from zhongchuang.clearance.rules import Key, Level, Standing, Support
from zhongchuang.clearance.services import support_keep
from zhongchuang.parties.tests.factory import SYSTEM

DAY = dt.date(2026, 5, 6)


def rule(name: str, effect: str, same: Iterable[str], **more: Any) -> dict[str, Any]:
    """A rule as a file says it; invented."""
    return {
        "id": name,
        "title": {"zh": f"测试规则 {name}", "en": f"Test rule {name}"},
        "source": {
            "issuer": {"zh": "虚构机关", "en": "Invented"},
            "stated": {"zh": "虚构的规则。", "en": "An invented rule."},
            "unconfirmed": True,
        },
        "effect": effect,
        "same": list(same),
        **more,
    }


def rules_in(folder: Path, *rules: dict[str, Any]) -> Path:
    """A folder whose rules bind once `settings.CUMULATION_DEMONSTRATION_DIR` names it."""
    at = folder / "test" / "cumulation"
    at.mkdir(parents=True)
    (at / "rules.yaml").write_text(
        yaml.safe_dump({"rules": list(rules)}, allow_unicode=True), encoding="utf-8"
    )
    return folder


def support(
    ref: str, amount: int, standing: Standing = Standing.WAITING, on: dt.date = DAY, **keys: str
) -> Support:
    """A support of a county; `entity="A"` and so on are its keys, amounts in 分."""
    named = {Key(name): frozenset({value}) for name, value in keys.items()}
    return Support(ref, amount, on, standing, Level.COUNTY, "990102", named)


def kept(one: Support) -> Support:
    """The same, with its row."""
    support_keep(actor=SYSTEM, support=one, title=one.ref)
    return one
