"""Names of industries."""

from __future__ import annotations

import pytest

from zhongchuang.expressions import is_industry_code
from zhongchuang.expressions.industry import section_divisions
from zhongchuang.policy.packs.industries import INDUSTRIES, industry_name


def test_every_section_and_division_has_a_name() -> None:
    divisions = {
        f"{section}{number:02d}"
        for section, (first, last) in section_divisions().items()
        for number in range(first, last + 1)
    }
    assert set(INDUSTRIES) == divisions | set(section_divisions())
    assert all(is_industry_code(code) and text.zh and text.en for code, text in INDUSTRIES.items())


@pytest.mark.parametrize(
    ("code", "zh"), [("C", "制造业"), ("C16", "烟草制品业"), ("C1610", "烟草制品业"), ("L72", "商务服务业")]
)
def test_a_finer_code_has_the_name_of_its_division(code: str, zh: str) -> None:
    name = industry_name(code)
    assert name is not None
    assert name.zh == zh


def test_what_is_no_industry_has_no_name() -> None:
    assert industry_name("Z99") is None
