"""Where 字号 ends and the trade begins (pure), estimated from the names themselves, so that no trade has to be known before.

A core is 字号 + trade. Both are drawn from lists nobody has; how often a part is seen tells how likely it is, and a part never
seen is as likely as its characters (a unigram model of two parts with a base distribution, best split by turns until it stands).
The lists of common trades count like a few names each, so that twenty rows are split sensibly too.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable

BRAND_LENGTH = {1: 0.01, 2: 0.6, 3: 0.28, 4: 0.11, 5: 0.02}
TRADE_LENGTH = {0: 0.06, 1: 0.01, 2: 0.34, 3: 0.16, 4: 0.3, 5: 0.07, 6: 0.05}
RARE = 0.005
TURNS = 4
BASE = 2.0
"""How many names a part nobody has seen counts for."""
KNOWN_COUNTS = 3.0
ENOUGH = 20_000
"""Names to learn from: more of them, evenly drawn, say nothing else about where a trade begins."""
LONGEST_BRAND = 6


class Segmenter:
    """Knows the parts of some names; splits these and any other."""

    def __init__(self, cores: Iterable[str], known_trades: Iterable[str]) -> None:
        found = sorted({core for core in cores if core})
        self.cores = found[:: max(1, -(-len(found) // ENOUGH))]
        self.letters = Counter(char for core in self.cores for char in core)
        of = sum(self.letters.values()) + 3000
        self.shares = {char: (count + 0.5) / of for char, count in self.letters.items()}
        self.unseen = 0.5 / of
        self._brand_logs: dict[str, float] = {}
        self._trade_logs: dict[str, float] = {}
        self.known = Counter(dict.fromkeys(known_trades, KNOWN_COUNTS))
        self.trades: Counter[str] = Counter()
        self.brands: Counter[str] = Counter()
        self._begin()
        for _ in range(TURNS):
            self._again()

    def _begin(self) -> None:
        """Endings that stand behind different beginnings are trades, by how many; a beginning is worth little as yet."""
        heads: dict[str, set[str]] = {}
        for core in self.cores:
            for cut in range(2, len(core) - 1):
                heads.setdefault(core[cut:], set()).add(core[:cut])
        self.trades = Counter(
            {
                tail: len(found) * (1 if len(tail) > 1 else 0)
                for tail, found in heads.items()
                if len(found) > 1
            }
        )
        for known, count in self.known.items():
            self.trades[known] += int(count)
        self._sums()

    def _again(self) -> None:
        trades: Counter[str] = Counter()
        brands: Counter[str] = Counter()
        for core in self.cores:
            brand, trade = self.split(core)
            brands[brand] += 1
            trades[trade] += 1
        for known, count in self.known.items():
            trades[known] += int(count)
        self.trades, self.brands = trades, brands
        self._sums()

    def _sums(self) -> None:
        self.trades_sum = sum(self.trades.values()) + BASE
        self.brands_sum = sum(self.brands.values()) + BASE
        self._brand_logs, self._trade_logs = {}, {}

    def split(self, core: str) -> tuple[str, str]:
        """字号 and trade; the trade is empty where there is none."""
        if len(core) <= 2:
            return core, ""
        best, cut = -math.inf, len(core)
        for place in (*range(1, min(LONGEST_BRAND, len(core))), len(core)):
            likely = self._likely(core, place)
            if likely > best:
                best, cut = likely, place
        return core[:cut], core[cut:]

    def _likely(self, core: str, cut: int) -> float:
        return self._part(
            core[:cut], self.brands, BRAND_LENGTH, self._brand_logs, self.brands_sum
        ) + self._part(core[cut:], self.trades, TRADE_LENGTH, self._trade_logs, self.trades_sum)

    def _part(
        self, text: str, seen: Counter[str], lengths: dict[int, float], known: dict[str, float], of: float
    ) -> float:
        """The logarithm of how likely a part is; asked for again and again, so it is kept for a turn."""
        found = known.get(text)
        if found is None:
            value = BASE * lengths.get(len(text), RARE)
            for char in text:
                value *= self.shares.get(char, self.unseen)
            found = known[text] = math.log((seen.get(text, 0) + value) / of)
        return found
