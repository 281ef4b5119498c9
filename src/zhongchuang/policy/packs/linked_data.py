"""Measures and documents as JSON-LD in the words of schema.org: GovernmentService and Legislation (after ELI).

Pure: what a rule book says, on a day, under the address of a site. Everything is said in both languages; what is quoted stays
Chinese. What the law leaves open is left out: an offer stands only where a number of money is laid down.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from zhongchuang.policy.packs.schema import (
    BasisDocument,
    ClauseRef,
    DocumentState,
    Measure,
    PackDocument,
    RuleBook,
    Text,
)

Json = dict[str, Any]
CONTEXT: Json = {"@vocab": "https://schema.org/"}
"""The vocabulary by its address; nothing is fetched to read it."""
FORCE = {
    DocumentState.VALID: "InForce",
    DocumentState.AMENDED: "PartiallyInForce",
    DocumentState.REPEALED: "NotInForce",
    DocumentState.LAPSED: "NotInForce",
}
"""What is unknown is not said."""
Words = Callable[[StrEnum], Text]
"""What a term of the packs is called; the site knows, in both languages."""


@dataclass(frozen=True, slots=True)
class Site:
    """Where things are read, as whole addresses; this pure module knows no page."""

    document: Callable[[str], str]
    clause: Callable[[ClauseRef], str]
    measure: Callable[[str], str]
    files: Callable[[str], Mapping[str, str]]  # of a document: media type → address


def measure_json(book: RuleBook, measure: Measure, site: Site, words: Words, on: date) -> Json:
    """A measure as a GovernmentService. `on` is the day whose numbers are offered."""
    document = book.document(measure.clause.document)
    page = site.measure(measure.id)
    found: Json = {
        "@context": CONTEXT,
        "@type": "GovernmentService",
        "@id": page,
        "url": page,
        "identifier": measure.id,
        "name": _both(measure.title),
        "description": _both(measure.summary),
        "serviceType": _both(words(measure.instrument)),
        "category": _both(words(measure.modality)),
        "areaServed": _place(book, measure.place),
        "audience": [{"@type": "Audience", "audienceType": _both(words(kind))} for kind in measure.kinds],
        "termsOfService": _both(words(measure.procedure)),
    }
    if document is not None:
        if document.issuers:
            found["provider"] = [_organisation(name) for name in document.issuers]
            found["serviceOperator"] = found["provider"]
        found["isBasedOn"] = [
            _clause_json(document, measure, site),
            *(_basis_json(basis) for basis_id in measure.basis if (basis := book.basis(basis_id))),
        ]
    if offers := _offers(measure, words, on):
        found["offers"] = offers
    found |= _period(measure.start, measure.end)
    return _said(found)


def document_json(book: RuleBook, document: PackDocument, site: Site) -> Json:
    """A document as Legislation, with the measures it is the ground of."""
    page = site.document(document.id)
    found: Json = {
        "@context": CONTEXT,
        "@type": "Legislation",
        "@id": page,
        "url": page,
        "identifier": document.id,
        "version": str(document.version),
        "name": _chinese(document.title),
        "inLanguage": "zh-Hans",
        "legislationIdentifier": document.number,
        "legislationType": document.rank.value,
        "legislationDate": _day(document.issued),
        "datePublished": _day(document.issued),
        "legislationPassedBy": [_organisation(name) for name in document.issuers] or None,
        "legislationJurisdiction": _place(book, document.place),
        "legislationLegalForce": FORCE.get(document.state),
        "legislationDateOfApplicability": _day(document.effective_from),
        "expires": _day(document.expires),
        "encoding": [_encoding(url, media_type) for media_type, url in site.files(document.id).items()],
    }
    based = [m for m in book.measures() if m.clause.document == document.id]
    if based:
        found["subjectOf"] = [
            {"@type": "GovernmentService", "@id": site.measure(m.id), "name": _both(m.title)} for m in based
        ]
    return _said(found)


def _clause_json(document: PackDocument, measure: Measure, site: Site) -> Json:
    """The clause a measure stands in, with the words that authorise it."""
    found: Json = {
        "@type": "Legislation",
        "@id": site.clause(measure.clause),
        "name": _chinese(f"《{document.title}》{measure.clause.ref}"),
        "legislationIdentifier": document.number,
        "legislationDate": _day(document.issued),
        "legislationLegalForce": FORCE.get(document.state),
        "text": _chinese(measure.quote),
        "isPartOf": {
            "@type": "Legislation",
            "@id": site.document(document.id),
            "name": _chinese(document.title),
        },
    }
    return _said(found)


def _basis_json(basis: BasisDocument) -> Json:
    """A text that is not held here: by its name and number alone."""
    found: Json = {
        "@type": "Legislation",
        "name": _chinese(basis.title),
        "legislationIdentifier": basis.number,
        "legislationDate": _day(basis.issued),
    }
    return _said(found)


def _offers(measure: Measure, words: Words, on: date) -> list[Json]:
    """The sums of money laid down, one each; a share or a rate is no price and stands in the words."""
    found: list[Json] = []
    for parameter in measure.parameters.values():
        value = parameter.at(on)
        if parameter.type != "money" or value is None or not isinstance(value.value, int):
            continue
        price: Json = {
            "@type": "PriceSpecification",
            "price": str(Decimal(value.value) / 100),
            "priceCurrency": "CNY",
            "name": _both(parameter.label),
        }
        if value.quote is not None:
            price["description"] = _chinese(value.quote)
        offer: Json = {"@type": "Offer", "name": _both(parameter.label), "priceSpecification": price}
        if measure.benefit_kind is not None:
            offer["description"] = _both(words(measure.benefit_kind))
        found.append(offer | _period(value.start, value.end))
    return found


def _period(start: date | None, end: date | None) -> Json:
    """From when to when; a bound that is not laid down is not said."""
    bounds = {"validFrom": _day(start), "validThrough": _day(end)}
    return {name: day for name, day in bounds.items() if day is not None}


def _place(book: RuleBook, code: str) -> Json:
    place = book.places[code]
    return {"@type": "AdministrativeArea", "identifier": f"GB/T 2260-{code}", "name": _both(place.name)}


def _organisation(name: str) -> Json:
    return {"@type": "GovernmentOrganization", "name": _chinese(name)}


def _encoding(url: str, media_type: str) -> Json:
    return {"@type": "LegislationObject", "contentUrl": url, "encodingFormat": media_type}


def _both(text: Text) -> list[Json]:
    return [{"@language": "zh-Hans", "@value": text.zh}, {"@language": "en", "@value": text.en}]


def _chinese(words: str) -> Json:
    return {"@language": "zh-Hans", "@value": words}


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _said(found: Json) -> Json:
    """What is known; a name without a value is left out."""
    return {name: value for name, value in found.items() if value is not None}
