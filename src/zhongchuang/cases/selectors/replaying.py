"""A draw replayed from what is public: does the seed fit its digest, the list its digest, and who sits the order?"""

from __future__ import annotations

from dataclasses import dataclass

from zhongchuang.cases.models import Seat
from zhongchuang.cases.reviewing.drawing import drawn_order, key_in_panel, pool_digest, seated, seed_digest
from zhongchuang.cases.selectors.review import experts_by_pk, public_panel


@dataclass(frozen=True, slots=True)
class Replay:
    """What was found, a line each, and whether everything agrees."""

    lines: tuple[str, ...]
    agrees: bool


def draw_replayed(number: str) -> Replay:
    """Replay the draw of a panel. Raises NotFound."""
    panel = public_panel(number)
    candidates: dict[str, int] = panel.pool["candidates"]
    if panel.drawn_at is None:
        listed = pool_digest(candidates) == panel.pool_hash
        word = "相符" if listed else "不符"
        return Replay((f"{number} 还没有抽取。", f"名单摘要：{word}"), listed)
    experts = experts_by_pk(list(candidates.values()))
    order = drawn_order(panel.seed, list(candidates))
    sitting = seated(order, panel.seats, panel.pool["passed"])
    recorded = set(Seat.objects.filter(panel=panel, state="seated").values_list("expert_id", flat=True))
    checks = {
        "种子摘要": seed_digest(panel.seed) == panel.seed_hash,
        "名单摘要": pool_digest(candidates) == panel.pool_hash,
        "标识与专家": all(
            pk in experts and key_in_panel(number, experts[pk].key) == key for key, pk in candidates.items()
        ),
        "席位": {candidates[key] for key in sitting} == recorded,
    }
    lines = [f"{name}：{'相符' if fits else '不符'}" for name, fits in checks.items()]
    lines += [
        f"{place} {key[:16]}{' 入席' if key in sitting else ''}" for place, key in enumerate(order, start=1)
    ]
    return Replay(tuple(lines), all(checks.values()))
