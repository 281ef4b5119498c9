"""How an investment committee voted (pure). It carries with more than half of all votes, abstentions among them."""

from __future__ import annotations

from dataclasses import dataclass

from zhongchuang.core.errors import Wording

COMMITTEE = "committee"


@dataclass(frozen=True, slots=True)
class Votes:
    """The votes of a committee on one case."""

    ayes: int
    nays: int
    abstained: int = 0

    @property
    def counted(self) -> tuple[int, int, int]:
        """For, against, abstained."""
        return self.ayes, self.nays, self.abstained

    @property
    def carried(self) -> bool:
        """Whether the committee agreed."""
        return 2 * self.ayes > sum(self.counted)

    @property
    def in_words(self) -> str:
        """As the decision says it."""
        return f"投资决策委员会表决：赞成 {self.ayes} 票，反对 {self.nays} 票，弃权 {self.abstained} 票。"


def vote_problems(
    decides: str, votes: Votes | None, held_by: str | None, *, approves: bool
) -> dict[str, Wording]:
    """What stands against a decision by vote, by field; nothing where no committee decides.

    `decides`: whose meeting the programme wants; `held_by`: whose meeting the minutes are of.
    """
    if decides != COMMITTEE:
        return {}
    if held_by not in (None, COMMITTEE):
        return {"meeting": Wording("应当依据投资决策委员会的会议", "It has to be a meeting of the committee")}
    if votes is None or sum(votes.counted) == 0 or min(votes.counted) < 0:
        return {"votes_for": Wording("请填写表决票数", "Give the votes")}
    if votes.carried != approves:
        return {"votes_for": Wording("结论与表决结果不一致", "The decision is not what the vote was")}
    return {}
