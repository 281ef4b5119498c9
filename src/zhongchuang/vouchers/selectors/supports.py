"""Identifiers of a holder, as the rules against double support look for them; and the ties between holder and provider."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from zhongchuang.clearance.rules.facts import Key, Level
from zhongchuang.core.errors import Wording
from zhongchuang.parties.selectors.behind import behind
from zhongchuang.parties.selectors.organisations import NATION, current_of
from zhongchuang.parties.selectors.persons import person_of_key
from zhongchuang.parties.selectors.relations import party_names, related_parties
from zhongchuang.parties.selectors.standings import stands_for

if TYPE_CHECKING:
    from collections.abc import Iterable

    from zhongchuang.parties.decisions.related import Edge
    from zhongchuang.parties.models import Organisation

_KINDS = {
    "controller": Wording("实际控制", "controls"),
    "shareholder": Wording("持股", "holds shares of"),
    "representative": Wording("担任法定代表人", "is the legal representative of"),
}


def keys_of(organisation: Organisation | None, holder: str, on: dt.date) -> dict[Key, frozenset[str]]:
    """By what a holder's supports can meet others: codes, related parties, representatives, controllers."""
    if organisation is None:
        return {Key.ENTITY: frozenset({holder}), Key.PERSON: frozenset({holder})}
    known = behind(organisation, on)
    return {
        Key.ENTITY: known.codes,
        Key.RELATED: known.related,
        Key.REPRESENTATIVE: known.representatives,
        Key.CONTROLLER: known.controllers,
    }


def level_of(place: str) -> Level:
    """The level of government of a place, by its code (GB/T 2260)."""
    if place == NATION:
        return Level.NATION
    if place.endswith("0000"):
        return Level.PROVINCE
    return Level.CITY if place.endswith("00") else Level.COUNTY


def tie_between(
    holder: Organisation | None, account: int | None, provider: Organisation, on: dt.date
) -> Wording | None:
    """What makes the provider a related party of whoever holds the voucher: the chain in words; None where nothing does.

    Looked for from both sides: a chain that is seen from one end only is one all the same.
    """
    counter = current_of(provider)
    if holder is None:
        return None if account is None else _tie_of_account(account, counter, on)
    current = current_of(holder)
    if current.pk == counter.pk:
        return Wording("机构就是持券人自己", "the provider is the holder")
    for root, other in ((current, counter), (counter, current)):
        for one in related_parties(root, on):
            if not one.party.is_person and one.party.pk == other.pk:
                return _chain(one.path)
    return None


def _tie_of_account(account: int, provider: Organisation, on: dt.date) -> Wording | None:
    """Somebody who holds a voucher in person, and belongs to the provider or stands behind it."""
    if stands_for(account, provider.pk, on):
        return Wording("持券人就是这家机构的人", "the holder belongs to the provider")
    person = person_of_key(str(account))
    if person is None:
        return None
    for one in related_parties(provider, on):
        if one.party.is_person and one.party.pk == person.pk:
            return _chain(one.path)
    return None


def _chain(path: Iterable[Edge]) -> Wording:
    """Relation after relation, organisations by name, people masked."""
    edges = list(path)
    names = party_names(party for edge in edges for party in (edge.party, edge.target))
    zh, en = [], []
    for edge in edges:
        words = _KINDS[str(edge.kind.value)]
        above, below = names.get(edge.party, "—"), names.get(edge.target, "—")
        share = f" {edge.share.normalize():f}%" if edge.share is not None else ""
        zh.append(f"{above}{words.zh}{below}{share}")
        en.append(f"{above} {words.en} {below}{share}")
    return Wording("，".join(zh), ", ".join(en))
