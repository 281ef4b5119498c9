"""The room's forms: parsing only; what is possible is decided by the packs and the verbs.

`answering.py`: “我能享受什么”. `desk/`: the policy desk.
"""

from zhongchuang.policy.forms.answering import GuardForm, SubjectForm, place_choices

__all__ = ["GuardForm", "SubjectForm", "place_choices"]
