"""Linked data: measures as GovernmentService, documents as Legislation; all that is laid down and nothing else."""

from __future__ import annotations

import json
from datetime import date
from enum import StrEnum

import pytest

from zhongchuang.policy.packs.linked_data import Json, Site, document_json, measure_json
from zhongchuang.policy.packs.loader import load_rulebook
from zhongchuang.policy.packs.schema import Measure, RuleBook, Text
from zhongchuang.policy.packs.tests.factory import sample_book

TODAY = date(2026, 11, 21)
SITE = Site(
    document=lambda slug: f"https://x.invalid/d/{slug}",
    clause=lambda at: f"https://x.invalid/d/{at.document}/{at.ref}",
    measure=lambda measure_id: f"https://x.invalid/m/{measure_id}",
    files=lambda slug: {"application/akn+xml": f"https://x.invalid/d/{slug}.xml"},
)
TERMS = {
    "AdministrativeArea",
    "Audience",
    "GovernmentOrganization",
    "GovernmentService",
    "Legislation",
    "LegislationObject",
    "Offer",
    "PriceSpecification",
}


def words(term: StrEnum) -> Text:
    return Text(f"词：{term.value}", term.value)


def service(book: RuleBook, measure: Measure, on: date = TODAY) -> Json:
    return measure_json(book, measure, SITE, words, on)


def in_chinese(values: list[Json]) -> str:
    return next(str(value["@value"]) for value in values if value["@language"] == "zh-Hans")


def measure(book: RuleBook, measure_id: str) -> Measure:
    found = book.measure(measure_id)
    assert found is not None
    return found


def test_a_measure_says_who_gives_what_to_whom_where_and_on_which_words() -> None:
    book = sample_book()
    found = service(book, measure(book, "city/zone-share"))
    assert found["@type"] == "GovernmentService"
    assert found["@id"] == "https://x.invalid/m/city/zone-share"
    assert found["name"] == [
        {"@language": "zh-Hans", "@value": "试验区收益"},
        {"@language": "en", "@value": "Share in the zone"},
    ]
    assert found["provider"] == [
        {"@type": "GovernmentOrganization", "name": {"@language": "zh-Hans", "@value": "示例市人民政府"}}
    ]
    assert found["areaServed"]["identifier"] == "GB/T 2260-990100"
    assert [in_chinese(one["audienceType"]) for one in found["audience"]] == ["词：team"]
    assert in_chinese(found["serviceType"]) == "词：talent"
    clause = found["isBasedOn"][0]
    assert clause["@id"] == "https://x.invalid/d/shishi-2021-1/一"
    assert clause["text"]["@value"] == "可按不少于60%的比例奖励团队"
    assert (clause["legislationIdentifier"], clause["legislationDate"]) == (
        "示市政发〔2021〕1号",
        "2021-03-01",
    )
    assert clause["legislationLegalForce"] == "InForce"


def test_an_offer_stands_only_where_money_is_laid_down_on_that_day() -> None:
    book = load_rulebook()
    for one in book.measures():
        found = service(book, one)
        money = [
            parameter
            for parameter in one.parameters.values()
            if parameter.type == "money" and parameter.at(TODAY) is not None
        ]
        assert len(found.get("offers", [])) == len(money), one.id
        for offer, parameter in zip(found.get("offers", []), money, strict=True):
            value = parameter.at(TODAY)
            assert value is not None
            price = offer["priceSpecification"]
            assert price["priceCurrency"] == "CNY"
            assert round(float(price["price"]) * 100) == value.value
            assert offer.get("validThrough") == (value.end.isoformat() if value.end else None)


def test_there_are_measures_with_money_and_without() -> None:
    book = load_rulebook()
    offered = [one.id for one in book.measures() if "offers" in service(book, one)]
    assert 0 < len(offered) < len(list(book.measures()))


def test_a_basis_that_is_not_held_is_named_and_no_more() -> None:
    book = load_rulebook()
    one = next(one for one in book.measures() if one.basis)
    basis = service(book, one)["isBasedOn"][1]
    assert basis["@type"] == "Legislation"
    assert "@id" not in basis
    assert basis["name"]["@value"]


def test_from_when_to_when_only_where_it_is_laid_down() -> None:
    book = load_rulebook()
    for one in book.measures():
        found = service(book, one)
        assert found.get("validFrom") == (one.start.isoformat() if one.start else None)
        assert found.get("validThrough") == (one.end.isoformat() if one.end else None)


def test_a_document_says_what_it_is_who_passed_it_and_whether_it_holds() -> None:
    book = load_rulebook()
    document = book.document("liaozhengbanfa-2016-88")
    assert document is not None
    found = document_json(book, document, SITE)
    assert (found["@type"], found["legislationIdentifier"]) == ("Legislation", "辽政办发〔2016〕88号")
    assert found["legislationDate"] == "2016-07-29"
    assert found["legislationPassedBy"][0]["name"]["@value"] == "辽宁省人民政府办公厅"
    assert found["encoding"][0]["encodingFormat"] == "application/akn+xml"
    assert {one["@id"] for one in found["subjectOf"]} == {
        f"https://x.invalid/m/{one.id}" for one in book.measures() if one.clause.document == document.id
    }


def test_what_is_not_known_is_not_said() -> None:
    book = sample_book()
    for pack in book.packs.values():
        for document in pack.documents.values():
            assert None not in document_json(book, document, SITE).values()
        for one in pack.measures:
            assert None not in service(book, one).values()


@pytest.mark.parametrize("book", [sample_book(), load_rulebook()], ids=["sample", "packs"])
def test_it_is_json_with_types_and_languages_of_the_vocabulary(book: RuleBook) -> None:
    everything: list[object] = [service(book, one) for one in book.measures()]
    everything += [document_json(book, d, SITE) for p in book.packs.values() for d in p.documents.values()]
    types: set[str] = set()

    def walk(value: object) -> None:
        match value:
            case {"@language": language, "@value": text}:
                assert language in {"zh-Hans", "en"} and isinstance(text, str) and text
            case dict():
                types.add(str(value["@type"]) if "@type" in value else "")
                for inner in value.values():
                    walk(inner)
            case list():
                for inner in value:
                    walk(inner)
            case _:
                assert isinstance(value, str)

    for one in everything:
        walk(one)
    assert types - {""} <= TERMS
    assert json.loads(json.dumps(everything, ensure_ascii=False)) == everything
