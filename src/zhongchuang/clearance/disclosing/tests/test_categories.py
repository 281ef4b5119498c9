"""The kinds of support read as words, whoever named them."""

from __future__ import annotations

import pytest
from django.utils import translation

from zhongchuang.clearance.disclosing.categories import CATEGORIES, category_told, category_written


@pytest.mark.parametrize("category", sorted(CATEGORIES))
def test_a_key_of_the_platform_is_never_shown(category: str) -> None:
    with translation.override("zh-hans"):
        assert category_told(category) == category_written(category) != category


def test_the_words_of_another_department_stay_as_they_came() -> None:
    with translation.override("en"):
        assert category_told("技术改造补助") == category_written("技术改造补助") == "技术改造补助"
