"""The desk's reads: drafts in lists, one draft with all that is worked out from it, what it would change."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from zhongchuang.core.actors import Actor
from zhongchuang.core.errors import NotFound
from zhongchuang.policy.access import DeskAction, may_draft, visible_drafts
from zhongchuang.policy.documents.model import Clause, Document, ReadWarning
from zhongchuang.policy.documents.settling import Settled, put_right, warning_key
from zhongchuang.policy.drafting.changing import EntryChange, changes_of
from zhongchuang.policy.drafting.checking import Area, DraftProblem, check_draft
from zhongchuang.policy.drafting.content import DraftContent, EntryKind
from zhongchuang.policy.drafting.proposing import Proposal, proposals
from zhongchuang.policy.drafting.rendering import RenderConflict, render
from zhongchuang.policy.drafting.trying import ChangedVerdict, effect_on_examples
from zhongchuang.policy.models import Draft, DraftStep, ItemVersion
from zhongchuang.policy.packs.errors import PackError
from zhongchuang.policy.packs.loader import rulebook_of
from zhongchuang.policy.packs.schema import RuleBook
from zhongchuang.policy.packs.versions import ItemKind
from zhongchuang.policy.selectors.rulebook import rulebook_at


@dataclass(frozen=True, slots=True)
class WarningRow:
    """A warning of the reader, and how it was settled, if it was. `key` goes to `warning_settle`."""

    key: str
    warning: ReadWarning
    settled: Settled | None


@dataclass(frozen=True, slots=True)
class HistoryRow:
    """A step in the history; those behind the cursor can be done again."""

    number: int
    label: str
    made_by: str
    made_at: datetime
    ahead: bool


@dataclass(frozen=True, slots=True)
class Workbench:
    """A draft opened: what it holds now, and what follows from that. `read` is the reading as mended."""

    draft: Draft
    content: DraftContent
    read: Document
    warnings: tuple[WarningRow, ...]
    history: tuple[HistoryRow, ...]

    @property
    def clauses(self) -> tuple[Clause, ...]:
        """All clauses in the order of the text."""
        return tuple(self.read.walk())

    @property
    def open_warnings(self) -> tuple[WarningRow, ...]:
        """Those nobody has settled yet."""
        return tuple(row for row in self.warnings if row.settled is None)

    @property
    def proposals(self) -> tuple[Proposal, ...]:
        """Duties and targets found in the text; `decision` says what was decided about each."""
        return proposals(self.read, self.content.head.id)

    @property
    def open_proposals(self) -> tuple[Proposal, ...]:
        """Those nobody has decided yet."""
        return tuple(row for row in self.proposals if self.decision(row) is None)

    def decision(self, proposal: Proposal) -> str | None:
        """accepted or declined; None while nobody decided.

        A revision begins with what was published: what stands there was accepted, and a clause that was classed without
        it was meant so. Nobody is asked the same again.
        """
        decided = self.content.decided.get(proposal.key)
        if decided is not None or not self.content.opened:
            return decided
        if any(
            row.get("clause") == proposal.ref and row.get("quote") == proposal.quote
            for row in self.content.of(proposal.kind)
        ):
            return "accepted"
        classes = self.content.classes.get(proposal.ref, ())
        return "declined" if classes and proposal.clause_class not in classes else None

    @property
    def coverage(self) -> tuple[int, int]:
        """How many clauses are classed, of how many."""
        refs = dict.fromkeys(clause.ref for clause in self.read.walk())
        return sum(bool(self.content.classes.get(ref)) for ref in refs), len(refs)

    @property
    def undoes(self) -> str | None:
        """What undo would take back; None where there is nothing."""
        rows = [row for row in self.history if not row.ahead]
        return rows[-1].label if len(rows) > 1 else None

    @property
    def redoes(self) -> str | None:
        """What redo would do again; None where there is nothing."""
        return next((row.label for row in self.history if row.ahead), None)


def drafts_for(actor: Actor) -> QuerySet[Draft]:
    """The drafts the actor may see, without what is large: newest change first."""
    rows: QuerySet[Draft] = Draft.objects.all()
    return visible_drafts(actor, rows).defer("text", "reading", "original")


def draft_get(actor: Actor, key: str) -> Draft:
    """A draft by the key in its address. Raises NotFound."""
    draft: Draft | None = Draft.objects.defer("original").filter(key=key).first()
    if draft is None or not may_draft(actor, DeskAction.VIEW, draft):
        raise NotFound()
    return draft


def workbench(draft: Draft) -> Workbench:
    """A draft opened: two statements, whatever it holds."""
    rows = list(DraftStep.objects.filter(draft=draft).defer("content").order_by("number"))
    content = DraftContent.from_json(
        DraftStep.objects.only("content").get(draft=draft, number=draft.cursor).content
    )
    raw = Document.from_json(draft.reading)
    settled = {row.key: row for row in content.settled}
    warnings = tuple(
        WarningRow(warning_key(warning), warning, settled.get(warning_key(warning)))
        for warning in raw.warnings
    )
    history = tuple(
        HistoryRow(row.number, row.label, row.made_by, row.made_at, row.number > draft.cursor) for row in rows
    )
    read = put_right(raw, content.mends, content.settled, draft.text)
    return Workbench(draft, content, read, warnings, history)


def problems_of(bench: Workbench, book: RuleBook, only: Area | None = None) -> tuple[DraftProblem, ...]:
    """Everything wrong with a draft against the rule book in force, each with its place; `only` one area of it."""
    raw = Document.from_json(bench.draft.reading)
    found = check_draft(book, base_book(bench.draft), bench.content, bench.draft.text, raw)
    return found if only is None else tuple(problem for problem in found if problem.area is only)


def changes_of_draft(bench: Workbench, book: RuleBook) -> tuple[EntryChange, ...]:
    """What publishing would add, change and take away, entry by entry, against the rule book in force."""
    raw = Document.from_json(bench.draft.reading)
    return changes_of(book, bench.content, raw, bench.draft.text)


def effect_of(bench: Workbench, book: RuleBook) -> tuple[ChangedVerdict, ...]:
    """The verdicts and amounts of all examples of all packs that publishing would change. Raises PackError, RenderConflict."""
    after = book_after(bench, book)
    return effect_on_examples(book, after)


def book_after(bench: Workbench, book: RuleBook) -> RuleBook:
    """The rule book as it would be. Raises PackError where it would not load, RenderConflict where it is outdated."""
    raw = Document.from_json(bench.draft.reading)
    files = render(book, base_book(bench.draft), bench.content, bench.draft.text, raw)
    return rulebook_of(files)


def base_book(draft: Draft) -> RuleBook:
    """The rule book the draft was begun on."""
    return rulebook_at(draft.base_id)


def taken_versions(content: DraftContent) -> dict[tuple[str, str], int]:
    """The highest number kept of each document and measure a draft may change: (kind, id) → number."""
    documents = {content.head.id, *(end.document for end in content.ends)}
    measures = {f"{content.head.pack}/{row.get('id')}" for row in content.of(EntryKind.MEASURE)}
    found: dict[tuple[str, str], int] = {}
    rows = ItemVersion.objects.filter(slug__in=documents | measures).values_list("kind", "slug", "number")
    for kind, slug, number in rows:
        known = "document" if kind == ItemKind.DOCUMENT else "measure"
        found[known, slug] = max(number, found.get((known, slug), 0))
    return found


__all__ = [
    "HistoryRow",
    "PackError",
    "RenderConflict",
    "WarningRow",
    "Workbench",
    "base_book",
    "book_after",
    "changes_of_draft",
    "draft_get",
    "drafts_for",
    "effect_of",
    "problems_of",
    "taken_versions",
    "workbench",
]
