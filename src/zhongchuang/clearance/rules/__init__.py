"""Rules against supporting a thing twice, as data, and what they leave a case (pure: no tables, no requests).

`Support` is the one shape of facts, `Rule` the one shape of rules; `evaluate` says what is left and why, `facts_code` what a
clearance of it is bound to. `keys_to_look_up` names what has to be fetched beforehand.
"""

from zhongchuang.clearance.rules.binding import facts_checked, facts_code
from zhongchuang.clearance.rules.evaluation import Finding, Gap, Outcome, Result, Verdict, evaluate
from zhongchuang.clearance.rules.facts import FactsUnusable, Key, Level, Standing, Support
from zhongchuang.clearance.rules.matching import in_force, keys_to_look_up
from zhongchuang.clearance.rules.reading import read_rules
from zhongchuang.clearance.rules.schema import Effect, Rule
from zhongchuang.clearance.rules.words import gap_sentence, sentence, source_line

__all__ = [
    "Effect",
    "FactsUnusable",
    "Finding",
    "Gap",
    "Key",
    "Level",
    "Outcome",
    "Result",
    "Rule",
    "Standing",
    "Support",
    "Verdict",
    "evaluate",
    "facts_checked",
    "facts_code",
    "gap_sentence",
    "in_force",
    "keys_to_look_up",
    "read_rules",
    "sentence",
    "source_line",
]
