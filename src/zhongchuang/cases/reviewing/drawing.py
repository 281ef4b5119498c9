"""The draw of experts (pure), simple enough to be replayed with `sha256sum`.

1. Everybody who may be drawn has a key of this panel: SHA-256(number of the panel + ":" + the expert's own random key). It tells
   outsiders nothing, and differs from panel to panel; an expert who knows the own random key finds the own place.
2. A seed of 32 random bytes is chosen. Its digest and that of the list of keys are published before anybody is drawn, so that
   neither can be exchanged once the result is seen.
3. The keys are ordered by SHA-256(seed + ":" + key). The first take the seats; who is recused is followed by the next.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from hashlib import sha256


def _digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()


def key_in_panel(panel: str, expert_key: str) -> str:
    """By what a candidate goes in the list of one panel."""
    return _digest(f"{panel}:{expert_key}")


def seed_digest(seed: str) -> str:
    """What is published of the seed before the draw."""
    return _digest(seed)


def pool_digest(keys: Iterable[str]) -> str:
    """What is published of the list before the draw: the keys in alphabetical order, a line each."""
    return _digest("".join(f"{key}\n" for key in sorted(keys)))


def place_of(seed: str, key: str) -> str:
    """By what the candidates are ordered."""
    return _digest(f"{seed}:{key}")


def drawn_order(seed: str, keys: Collection[str]) -> tuple[str, ...]:
    """The candidates in the order drawn. Raises ValueError where one stands twice."""
    if len(set(keys)) != len(keys):
        raise ValueError("抽取名单中有重复的标识 / a key stands twice in the list")
    return tuple(sorted(keys, key=lambda key: (place_of(seed, key), key)))


def seated(order: Sequence[str], seats: int, passed_over: Collection[str]) -> tuple[str, ...]:
    """Who sits: the first of the order who were not passed over; fewer than `seats` where the list is too short."""
    return tuple(key for key in order if key not in passed_over)[:seats]
