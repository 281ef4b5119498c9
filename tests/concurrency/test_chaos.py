"""The harness that kills: it does kill, it goes on until the end, and it tells a bad end from a kill."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

import pytest

from tests.chaos import READY, Failed, commanded, endure, forked, how_long
from zhongchuang.ledger import selectors
from zhongchuang.ledger.models import Account, Transfer
from zhongchuang.ledger.tests.factory import fresh, make_payee, make_pool, pay


def steps(log: Path, *, pause: float = 0.01, wanted: int = 20) -> None:
    """Work that begins again where it was cut off: so many lines in a file."""
    done = len(log.read_text().splitlines()) if log.exists() else 0
    for number in range(done, wanted):
        time.sleep(pause)
        with log.open("a") as file:
            file.write(f"{number} {os.getpid()}\n")


@pytest.mark.parametrize("seed", range(3))
def test_it_is_killed_and_goes_on_until_the_end(tmp_path: Path, seed: int) -> None:
    # 20 steps take 0.4 s at the least, whatever else the machine does: a kill within 0.1 s always meets one at work
    report = endure(forked(lambda: steps(tmp_path / "log", pause=0.02)), seed=seed, lasts=0.1, most_deaths=4)
    lines = (tmp_path / "log").read_text().splitlines()
    assert [line.split()[0] for line in lines] == [str(number) for number in range(20)]
    assert report.deaths == len(report.lives) > 0
    assert len({line.split()[1] for line in lines}) <= report.deaths + 1


def test_an_undisturbed_run_is_measured_from_its_start_to_its_end(tmp_path: Path) -> None:
    assert how_long(forked(lambda: steps(tmp_path / "alone"))) >= 0.2


def test_the_same_seed_draws_the_same_moments(tmp_path: Path) -> None:
    reports = [
        endure(forked(lambda name=name: time.sleep(0.3)), seed=3, lasts=0.1, most_deaths=3)  # type: ignore[misc]  # a default
        for name in ("one", "two")
    ]
    assert reports[0] == reports[1] and reports[0].deaths == 3


def test_a_bad_end_is_no_kill(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    def fails() -> None:
        raise ValueError("said by the child")

    with pytest.raises(Failed, match="exit code 1"):
        endure(forked(fails), seed=1, lasts=30)
    assert "said by the child" in capfd.readouterr().err
    with pytest.raises(Failed, match="told by the command"):
        endure(
            commanded([sys.executable, "-c", "print('ready'); raise SystemExit('told by the command')"]),
            seed=1,
            lasts=30,
        )


def test_a_command_lives_from_when_it_is_ready(tmp_path: Path) -> None:
    script = (
        "import time, pathlib, sys\n"
        "time.sleep(0.3)\n"
        f"print('{READY}', flush=True)\n"
        "for number in range(10):\n"
        "    time.sleep(0.02); pathlib.Path(sys.argv[1], str(number)).touch()\n"
    )
    command = [sys.executable, "-c", script, str(tmp_path)]
    report = endure(commanded(command), seed=5, lasts=0.2, most_deaths=3)
    assert report.deaths > 0
    assert len(list(tmp_path.iterdir())) == 10


PAYMENTS, PACE = 40, 0.004


def payments(pool: Account, payee: Account, name: str) -> None:
    """A run of payments of one 分 each, not too fast to be hit."""
    for number in range(PAYMENTS):
        time.sleep(PACE)
        pay(pool, payee, 1, key=f"payment:{name}:{number}")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("seed", range(4))
def test_a_run_of_transfers_cut_off_anywhere_moves_each_fen_once(seed: int) -> None:
    pool, payee = make_pool(1000), make_payee()
    report = endure(
        forked(lambda: payments(pool, payee, "run")), seed=seed, lasts=PAYMENTS * PACE, most_deaths=5
    )
    assert report.deaths > 0
    assert fresh(payee).balance == PAYMENTS
    assert Transfer.objects.filter(idem_key__startswith="payment:").count() == PAYMENTS
    assert selectors.books_check().ok


@pytest.mark.django_db(transaction=True)
def test_control_without_keys_of_the_request_a_run_cut_off_pays_twice() -> None:
    """The same run under keys that change with each life: the books still balance, but too much was paid."""
    pool, payee = make_pool(1000), make_payee()
    work = forked(lambda: payments(pool, payee, str(os.getpid())))
    report = endure(work, seed=1, lasts=PAYMENTS * PACE, most_deaths=5)
    assert report.deaths > 0
    assert fresh(payee).balance > PAYMENTS
    assert selectors.books_check().ok
