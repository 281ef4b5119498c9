"""What the pages of 政策测算 read: scenarios, runs and populations an actor may see, and the measures to choose from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, OuterRef, QuerySet, Subquery

from zhongchuang.core.actors import Actor
from zhongchuang.core.errors import NotFound
from zhongchuang.policy.access import ScenarioAction, may_scenario, visible_populations, visible_scenarios
from zhongchuang.policy.models import Population, RunState, Scenario, ScenarioRun
from zhongchuang.policy.packs.schema import Measure, RuleBook, SubjectKind
from zhongchuang.policy.selectors.rulebook import rulebook_at
from zhongchuang.policy.simulation.changed import changed_book, targets
from zhongchuang.policy.simulation.changes import Change, changes_from_json
from zhongchuang.policy.simulation.result import Comparison


def check_visible(actor: Actor) -> None:
    """Whoever may not look at simulations is told there is no such page. Raises NotFound."""
    if not may_scenario(actor, ScenarioAction.VIEW):
        raise NotFound()


def scenarios_of(actor: Actor) -> QuerySet[Any]:
    """The scenarios the actor may see, the one changed last first, each with its last run."""
    last = ScenarioRun.objects.filter(scenario=OuterRef("pk")).order_by("-created_at", "-pk")
    return visible_scenarios(actor, Scenario.objects.all()).annotate(
        last_run=Subquery(last.values("key")[:1]),
        last_state=Subquery(last.values("state")[:1]),
        last_done=Subquery(last.values("done_part")[:1]),
    )


def scenario_of(actor: Actor, key: str) -> Scenario:
    """A scenario the actor may see. Raises NotFound."""
    found = visible_scenarios(actor, Scenario.objects.all()).filter(key=key).first()
    if found is None:
        raise NotFound()
    return found


def runs_of(actor: Actor) -> QuerySet[ScenarioRun]:
    """The runs the actor may see with scenario and population, the newest first; neither results nor tables are read."""
    scenarios = visible_scenarios(actor, Scenario.objects.all())
    return (
        ScenarioRun.objects.filter(scenario__in=scenarios)
        .select_related("scenario", "population")
        .defer("result", "changes", "population__table", "population__report")
        .order_by("-created_at", "-pk")
    )


def run_of(actor: Actor, key: str) -> ScenarioRun:
    """A run the actor may see, with its result. Raises NotFound."""
    scenarios = visible_scenarios(actor, Scenario.objects.all())
    found = ScenarioRun.objects.filter(key=key, scenario__in=scenarios)
    run = found.select_related("scenario", "population").defer("population__table").first()
    if run is None:
        raise NotFound()
    return run


def populations_of(actor: Actor) -> QuerySet[Any]:
    """The populations the actor may see, the newest first, with the number of runs that rest on each."""
    runs = (
        ScenarioRun.objects.filter(population=OuterRef("pk"))
        .order_by()
        .values("population")
        .annotate(n=Count("pk"))
        .values("n")
    )
    return (
        visible_populations(actor, Population.objects.all())
        .defer("table", "report")
        .annotate(runs=Subquery(runs))
        .order_by("-created_at", "-pk")
    )


def population_of(actor: Actor, key: str) -> Population:
    """A population the actor may see, with its report. Raises NotFound."""
    found = visible_populations(actor, Population.objects.defer("table")).filter(key=key).first()
    if found is None:
        raise NotFound()
    return found


@dataclass(frozen=True, slots=True)
class Rests:
    """What a scenario or run rests on: the book of its pack version, its changes, and the book with them made."""

    book: RuleBook
    changes: tuple[Change, ...]

    @property
    def changed(self) -> RuleBook:
        """The book with the changes made."""
        return changed_book(self.book, self.changes)

    def of_measure(self, measure: str) -> tuple[Change, ...]:
        """The changes of one measure alone (a repealed document changes many)."""
        return tuple(c for c in self.changes if getattr(c, "measure", None) == measure)

    def facts(self) -> frozenset[str]:
        """The facts the rules of the measures touched ask for: what a population should know."""
        names = {name for change in self.changes for name in targets(self.book, change)}
        books = (self.book, self.changed)
        return frozenset(
            fact for book in books for m in book.measures() if m.id in names for fact in m.facts()
        )


def rests_of(row: Scenario | ScenarioRun) -> Rests:
    """The book of the version it rests on, and its changes."""
    book = rulebook_at(row.pack_version_id)
    return Rests(book, changes_from_json(book, row.changes))


def result_of(run: ScenarioRun) -> Comparison:
    """The result of a run that is done. Raises NotFound for one that is not."""
    if run.state != RunState.DONE or run.result is None:
        raise NotFound()
    return Comparison.from_json(run.result)


# ------------------------------------------------------------- measures to choose from


@dataclass(frozen=True, slots=True)
class Chooser:
    """The measures of a book narrowed by words, places and kinds; all in memory, as the book is."""

    book: RuleBook
    words: str = ""
    places: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()

    def found(self) -> list[Measure]:
        """What is wanted: measures with an amount first, then those with numbers, in the order of the book."""
        wanted = [m for m in self.book.measures() if self._fits(m, self.places, self.kinds)]
        return sorted(wanted, key=lambda m: (not m.benefit, not m.parameters))

    def place_counts(self) -> Mapping[str, int]:
        """For each place with measures how many it would leave."""
        places = [m.place for m in self.book.measures()]
        return {place: self._count(places=(place,), kinds=self.kinds) for place in dict.fromkeys(places)}

    def kind_counts(self) -> Mapping[SubjectKind, int]:
        """For each kind of subject how many it would leave."""
        return {kind: self._count(places=self.places, kinds=(kind.value,)) for kind in SubjectKind}

    def _count(self, *, places: tuple[str, ...], kinds: tuple[str, ...]) -> int:
        return sum(self._fits(m, places, kinds) for m in self.book.measures())

    def _fits(self, measure: Measure, places: Iterable[str], kinds: Iterable[str]) -> bool:
        document = self.book.document(measure.clause.document)
        text = " ".join(
            [
                measure.title.zh,
                measure.title.en,
                measure.summary.zh,
                measure.quote,
                document.title if document else "",
                (document.number or "") if document else "",
            ]
        ).lower()
        places, kinds = tuple(places), tuple(kinds)
        return (
            all(word in text for word in self.words.lower().split())
            and (not places or measure.place in places)
            and (not kinds or any(kind.value in kinds for kind in measure.kinds))
        )
