"""Places of GB/T 2260 as they stand in names of firms: 沈阳市、沈阳、辽宁省沈阳市浑南区."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

_PROVINCE_END = re.compile(r"(省|市|壮族自治区|回族自治区|维吾尔自治区|自治区|特别行政区)$")
_CITY_END = re.compile(r"(市|地区|盟|(?:[一-鿿]{1,4}族)*自治州)$")
_LOOKS_LIKE_PLACE = re.compile(r"^[一-鿿]{2,3}(?:市|省|自治区|自治州)")
LONGEST = 12
UNKNOWN = "?"
"""Begins what is a place, nobody knows which: mistyped, or a county's name that several cities have."""


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """Names and the codes they stand for: 2 digits a province, 4 a city, 6 a county (its city's and a number of ours)."""

    known: dict[str, str]

    def with_cities(self, names: Iterable[str]) -> Gazetteer:
        """The same, and cities nobody knew; each stands for itself."""
        more = {}
        for name in names:
            short = _CITY_END.sub("", name)
            if len(short) >= 2 and short not in self.known and not self._composed(name):
                more[short] = more[f"{short}市"] = f"~{short}"
        return Gazetteer(self.known | more) if more else self

    def _composed(self, name: str) -> bool:
        codes, rest = self.leading(name)
        return not rest and not any(code.startswith(UNKNOWN) for code in codes)

    def code(self, text: str) -> str:
        """What a text that is a place and nothing else stands for; itself where nobody knows it, empty for nothing."""
        found, rest = self.leading(text)
        if found and (not rest or not found[-1].startswith(UNKNOWN)):
            return found[-1]
        return f"~{_CITY_END.sub('', text)}" if text else ""

    def leading(self, text: str) -> tuple[tuple[str, ...], str]:
        """The places a text begins with, each within the one before, and what follows them."""
        found: list[str] = []
        rest = text
        while rest:
            step = self._first(rest, found[-1] if found else "")
            if step is None:
                break
            code, length = step
            found.append(code)
            rest = rest[length:]
        return tuple(found), rest

    def _first(self, text: str, within: str) -> tuple[str, int] | None:
        for length in range(min(LONGEST, len(text)), 1, -1):
            code = self.known.get(text[:length])
            if code is None:
                continue
            inside = (
                not within
                or (code.startswith(within) and code != within)
                or (len(code) == 6 and code.startswith(within[:4]))
                or within.startswith(UNKNOWN)
            )
            if inside:
                return code, length
        if not within and (found := _LOOKS_LIKE_PLACE.match(text)):
            return f"{UNKNOWN}{found[0]}", found.end()
        return None

    def guess(self, text: str) -> str:
        """What a name begins with that looks like a city nobody knows."""
        found = _LOOKS_LIKE_PLACE.match(text)
        return found[0] if found and found[0][-1] == "市" and found[0] not in self.known else ""


@cache
def gazetteer() -> Gazetteer:
    """All of the country. A county is known by its full name only: 和平 is a word, 和平区 a place."""
    text = (files(__package__) / "data" / "places.tsv").read_text(encoding="utf-8")
    known: dict[str, str] = {}
    counties: dict[str, list[str]] = {}
    for line in text.splitlines():
        if line.startswith("#"):
            continue
        code, name, below = line.split("\t")
        if name:
            short = (_PROVINCE_END if len(code) == 2 else _CITY_END).sub("", name)
            for text_ in {name, short, f"{short}市" if len(code) == 4 else f"{short}省"}:
                known.setdefault(text_, code)
        for number, county in enumerate(below.split(), 1):
            counties.setdefault(county, []).append(f"{code[:4]}{number:02}")
    for county, codes in counties.items():
        # A county's name that several cities have says only that it is a place, not which.
        known.setdefault(county, codes[0] if len(codes) == 1 else f"{UNKNOWN}{county}")
    return Gazetteer(known)
