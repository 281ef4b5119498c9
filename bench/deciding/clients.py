"""Deciders as processes of their own, each with several threads: `python -m bench.deciding.clients CASES` prints JSON."""

from __future__ import annotations

import json
import os
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

AT_ONCE = 50
PROCESSES = 4
THINKING = 0.02
"""Seconds between looking at a case and writing the decision, in the control."""


def at_once(decide: Callable[[int], bool]) -> int:
    """Let all decide at the same moment; how many did."""
    from django.db import connections

    from tests.concurrency.processes import together, values

    def process(number: int) -> int:
        mine = range(number, AT_ONCE, PROCESSES)
        ready = threading.Barrier(len(mine))

        def one(decider: int) -> int:
            try:
                ready.wait(60)
                return int(decide(decider))
            finally:
                connections.close_all()

        with ThreadPoolExecutor(len(mine)) as pool:
            return sum(pool.map(one, mine))

    return sum(values(together(process, PROCESSES)))


def measured(cases: int) -> dict[str, float]:
    """Decisions made on so many cases, ours and the control's."""
    from django.db import connection
    from django.db.utils import OperationalError

    from zhongchuang.cases.errors import MoveNotPossible
    from zhongchuang.cases.flow import State
    from zhongchuang.cases.models import Case, Decision
    from zhongchuang.cases.services.clearing import case_clear
    from zhongchuang.cases.services.deciding import Asked, case_approve
    from zhongchuang.cases.tests.factory import at_post, case_at, content, make_programme, meeting, open_round
    from zhongchuang.core.actors import SYSTEM
    from zhongchuang.core.locks import StaleVersion
    from zhongchuang.parties.access import Role
    from zhongchuang.parties.tests.factory import actor

    said = content(
        id="bench", steps=["accept", "decide"], chain=[], review=None, notice=None, money=None, claims=[]
    )
    call, minutes = open_round(make_programme(said)), meeting()
    reviewers = [actor(at_post(Role.REVIEWER, bound=True)) for _ in range(AT_ONCE)]
    made = control_made = 0
    for _ in range(cases):
        case = case_at(State.TO_DECIDE, round=call, asked=None)
        case_clear(actor=SYSTEM, case_id=case.pk)
        form = Asked(case.pk, case.row_version, "符合条件。", minutes)

        def ours(number: int, form: Asked = form) -> bool:
            try:
                case_approve(actor=reviewers[number], asked=form)
            except (MoveNotPossible, StaleVersion):
                return False
            return True

        made += at_once(ours)
        assert Decision.objects.filter(case=case).count() == 1
        other = case_at(State.TO_DECIDE, round=call, asked=None)

        def naive(_number: int, pk: int = other.pk) -> bool:
            with connection.cursor() as cursor:
                cursor.execute("SELECT state FROM cases_case WHERE id = %s", [pk])
                if cursor.fetchone()[0] != State.TO_DECIDE.value:
                    return False
                time.sleep(THINKING)
                try:
                    cursor.execute("UPDATE cases_case SET state = %s WHERE id = %s", ["approved", pk])
                except OperationalError:  # SQLite: somebody else was writing for too long
                    return False
            return True

        control_made += at_once(naive)
    assert Case.objects.filter(state=State.TO_DECIDE.value).count() == 0
    return {
        "beyond": made - cases,
        "made": made,
        "control": control_made - cases,
        "control_made": control_made,
    }


def main() -> None:
    """One measurement, printed as JSON."""
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0, interactive=False)
    print(json.dumps(measured(int(sys.argv[1]))))


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zhongchuang.project.settings")
    main()
