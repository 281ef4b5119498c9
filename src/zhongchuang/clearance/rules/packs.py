"""Rules of the packs: `<pack>/cumulation/*.yaml`. Whole or not at all, as every other file of a pack."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from zhongchuang.clearance.rules.reading import RuleFile, read_rules
from zhongchuang.clearance.rules.schema import Rule
from zhongchuang.policy.packs.errors import PackError, Problem, Problems
from zhongchuang.policy.packs.schema import RuleBook
from zhongchuang.policy.packs.text import clauses_of, stands_in

if TYPE_CHECKING:
    from zhongchuang.policy.documents.model import Clause

FOLDER = "cumulation"


def cumulation_files(root: Path) -> dict[str, RuleFile]:
    """The files of rules under a folder of packs, by path. Raises PackError with everything wrong in all of them."""
    problems, found = Problems(), dict[str, RuleFile]()
    for path in sorted(root.glob(f"*/{FOLDER}/*.yaml")):
        name = path.relative_to(root).as_posix()
        try:
            found[name] = read_rules(name, path.read_text(encoding="utf-8"))
        except UnicodeDecodeError:
            problems.add(
                Problem(
                    name, 0, "文件不是 UTF-8 编码，请另存为 UTF-8。", "The file is not UTF-8; save it so."
                )
            )
        except PackError as error:
            problems.extend(error.problems)
    problems.extend(_twice(found))
    problems.raise_errors()
    return found


def cumulation_rules(root: Path) -> tuple[Rule, ...]:
    """Every rule under a folder of packs, confirmed or not. Raises PackError."""
    return tuple(rule for held in cumulation_files(root).values() for rule in held.rules)


def clause_named(book: RuleBook, document: str | None, clause: str | None) -> tuple[str, Clause] | None:
    """The clause a rule names, by address or, where only one is so labelled, by label; with the id of its document.

    A document is named by its number or its id. None where the packs do not hold it.
    """
    for pack in book.packs.values():
        for slug, held in pack.documents.items():
            if not document or document not in (slug, held.number):
                continue
            clauses = clauses_of(held)
            labelled = [one for one in clauses.values() if clause in (one.ref, one.label)]
            exact = clauses.get(clause or "") or (labelled[0] if len(labelled) == 1 else None)
            return None if exact is None else (slug, exact)
    return None


def words_not_found(rules: tuple[Rule, ...], book: RuleBook) -> Iterator[Problem]:
    """Rules that say they were compared with their document, and whose words do not stand in the clause they name."""
    for rule in rules:
        source = rule.source
        if source.unconfirmed:
            continue
        found = clause_named(book, source.document, source.clause)
        if found is None or not stands_in(source.quote or "", found[1].text):
            yield Problem(
                rule.id,
                0,
                f"{source.document} {source.clause} 里没有“{source.quote}”。",
                f"“{source.quote}” does not stand in {source.document} {source.clause}.",
            )


def _twice(found: dict[str, RuleFile]) -> Iterator[Problem]:
    where: dict[str, str] = {}
    for name, held in found.items():
        for rule in held.rules:
            first = where.setdefault(rule.id, name)
            if first != name:
                yield Problem(
                    name,
                    0,
                    f"规则 {rule.id} 在 {first} 里已经有了。",
                    f"The rule {rule.id} stands in {first} already.",
                )
