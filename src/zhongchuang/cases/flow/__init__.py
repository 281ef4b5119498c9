"""The way of a case (pure): its states, the moves between them, who may make them, and until when."""

from zhongchuang.cases.flow.moves import MOVES, Move, MoveName, Who, moves_from, target_of
from zhongchuang.cases.flow.states import CLOSED, NOT_HANDED_IN, State, opening_state

__all__ = [
    "CLOSED",
    "MOVES",
    "NOT_HANDED_IN",
    "Move",
    "MoveName",
    "State",
    "Who",
    "moves_from",
    "opening_state",
    "target_of",
]
