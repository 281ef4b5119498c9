"""`zhongchuang clearance reindex`: what was wrong in the index is as the awards say again; broken off, nothing changed."""

from __future__ import annotations

import pytest
from click.testing import CliRunner, Result

from zhongchuang.clearance.cli.searching import reindex
from zhongchuang.clearance.disclosing.wanted import Wanted
from zhongchuang.clearance.models import Award, AwardEntry, AwardTotal
from zhongchuang.clearance.selectors.award_search import count_awards, find_awards
from zhongchuang.clearance.services import award_index
from zhongchuang.clearance.tests.award_factory import an_award

pytestmark = pytest.mark.django_db
WANTED = Wanted(words="虚构孵化")


def run() -> Result:
    return CliRunner().invoke(reindex)


def stands() -> tuple[list[int], list[tuple[object, ...]]]:
    """What everybody finds, and the sums beside it."""
    return [one.pk for one in find_awards(WANTED).awards], sorted(
        AwardTotal.objects.values_list("year", "count", "amount")
    )


def test_built_again_it_says_what_the_awards_say_and_twice_the_same() -> None:
    for number in range(3):
        an_award(number=f"GK-{number}", title=f"虚构孵化{number}")
    before, count = stands(), count_awards(WANTED)
    assert len(before[0]) == 3
    AwardEntry.objects.filter(award__number="GK-1").update(folded="")
    AwardTotal.objects.update(amount=1)
    for _turn in range(2):
        done = run()
        assert done.exit_code == 0 and "3" in done.stdout, done.output
        assert (stands(), count_awards(WANTED)) == (before, count)


def test_broken_off_in_the_middle_it_is_as_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(3):
        an_award(number=f"GK-{number}", title=f"虚构孵化{number}")
    before = stands()
    monkeypatch.setattr(award_index, "_AT_ONCE", 1)
    last = Award.objects.order_by("-pk").values_list("pk", flat=True)[0]
    done = award_index._bring_up_to_date

    def breaking(awards: list[int], *rest: object) -> int:
        if last in awards:
            raise OSError("the machine stops")
        return done(awards, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(award_index, "_bring_up_to_date", breaking)
    assert isinstance(run().exception, OSError)
    assert stands() == before
