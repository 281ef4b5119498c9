"""What is suggested while somebody types, and proposed where nothing was found."""

from __future__ import annotations

import pytest

from zhongchuang.core.actors import ANONYMOUS, SYSTEM, Actor
from zhongchuang.core.search import propose, suggest, use_kinds
from zhongchuang.core.search.parts import candidates, chosen_parts, combinations_of
from zhongchuang.core.search.words import words_of
from zhongchuang.core.tests.search import OFFICE, kind, thing, written


def suggested(typed: str, actor: Actor = ANONYMOUS) -> list[str]:
    """The titles suggested."""
    with use_kinds([kind()]):
        return [hit.title for hit in suggest(typed, actor=actor)]


def proposed(typed: str) -> list[tuple[str, int]]:
    """What is proposed instead."""
    with use_kinds([kind()]):
        return [(part.words, part.count) for part in propose(typed, actor=ANONYMOUS)]


@pytest.mark.django_db
def test_titles_are_suggested_each_once_by_words_and_by_pinyin() -> None:
    written(
        thing("a", "科技创新券", spoken=("科技创新券",)),
        thing("b", "总体要求", "谈创新券"),
        thing("c", "科技创新券", spoken=("科技创新券",)),
        thing("d", "创新券办法", audience=OFFICE),
    )
    assert (
        suggested("创新") == suggested("新") == suggested("cxq") == suggested("kejichuang") == ["科技创新券"]
    )
    assert suggested("创新", SYSTEM) == ["创新券办法", "科技创新券"]
    assert suggested("") == suggested("谈") == suggested("%") == []


@pytest.mark.django_db
def test_eight_are_enough() -> None:
    written(*(thing(f"{number:02}", f"创新{'甲乙丙丁戊己庚辛壬癸'[number]}") for number in range(10)))
    assert len(suggested("创新")) == 8


@pytest.mark.django_db
def test_the_parts_that_are_held_are_proposed_together_first() -> None:
    written(thing("a", "众创空间补贴"), thing("b", "众创空间"), thing("c", "什么"))
    assert proposed("众创空间有什么补贴") == [("众创空间 补贴", 1), ("众创空间", 2), ("什么", 1), ("补贴", 1)]
    assert proposed("众创空间 火星") == [("众创空间", 2)]
    assert proposed("火星") == [] == proposed("")


def test_letters_and_numbers_are_not_taken_apart() -> None:
    assert candidates(words_of("zckj2016")) == []
    assert candidates(words_of("众创空")) == ["众创", "创空"]


def test_candidates_have_an_end() -> None:
    assert len(candidates(words_of("天地玄黄宇宙洪荒日月盈昃辰宿列张寒来暑往秋收冬藏"))) == 48


def test_chosen_parts_do_not_overlap_and_keep_their_order() -> None:
    assert chosen_parts(words_of("天地玄黄宇宙"), ["玄黄", "地玄黄", "宇宙", "天地"]) == ["地玄黄", "宇宙"]
    assert combinations_of(["甲", "乙", "丙"]) == ["甲 乙 丙", "甲 乙", "甲 丙", "乙 丙"]
