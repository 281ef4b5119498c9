"""The made-up organisations: in every state, related, nobody real, and made once."""

from __future__ import annotations

import pytest

from zhongchuang.core import clock
from zhongchuang.parties import selectors
from zhongchuang.parties.decisions.related import RelatedKind
from zhongchuang.parties.models import Organisation, OrganisationState, Person
from zhongchuang.parties.tests.factory import SYSTEM, make_place
from zhongchuang.project.demonstration import synthetic_uscc
from zhongchuang.project.demonstration_parties import FIRMS, load_parties

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def loaded() -> None:
    for code in {firm.place for firm in FIRMS}:
        make_place(code, "某市", "A city")
    assert load_parties(actor=SYSTEM, code=synthetic_uscc) == len(FIRMS)


def test_they_stand_in_every_state_an_officer_meets_and_are_made_once() -> None:
    states = {str(one.state) for one in Organisation.objects.all()}
    assert states == {OrganisationState.VERIFIED, OrganisationState.UNVERIFIED, OrganisationState.RETURNED}
    assert load_parties(actor=SYSTEM, code=synthetic_uscc) == 0
    assert Organisation.objects.count() == len(FIRMS)


def test_two_of_them_have_one_controller() -> None:
    first = Organisation.objects.get(uscc=synthetic_uscc(1))
    kinds = {one.kind for one in selectors.related_parties(first, clock.today()) if not one.party.is_person}
    assert RelatedKind.SAME_CONTROLLER in kinds


def test_nobody_in_them_is_real() -> None:
    for shown in selectors.masked_people(Person.objects.all()).values():
        assert shown.number.startswith("9999")  # a region that is given to no place
        assert shown.name.startswith("演")
