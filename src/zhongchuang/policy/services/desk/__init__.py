"""The desk's verbs: a document put in, mended, classed, given measures, checked, and published by a second person.

`steps.py`: what every step has in common, undo and redo; `beginning.py`: drafts begun and given up; `reading.py`: the text
and its reading; `promises.py`: classes, measures, examples, duties, targets; `ending.py`: repeal and supersession;
`release.py`: submitted, returned, published.
"""

from zhongchuang.policy.services.desk.beginning import draft_begin, draft_begin_amendment, draft_discard
from zhongchuang.policy.services.desk.ending import document_end, document_end_withdraw
from zhongchuang.policy.services.desk.promises import (
    clause_class,
    entry_remove,
    entry_save,
    example_save,
    measure_remove,
    measure_save,
    proposal_accept,
    proposal_decline,
)
from zhongchuang.policy.services.desk.reading import (
    draft_head_set,
    draft_mend,
    place_set,
    warning_settle,
    warning_unsettle,
)
from zhongchuang.policy.services.desk.release import (
    draft_publish,
    draft_return,
    draft_submit,
    draft_take_back,
)
from zhongchuang.policy.services.desk.steps import draft_redo, draft_undo

__all__ = [
    "clause_class",
    "document_end",
    "document_end_withdraw",
    "draft_begin",
    "draft_begin_amendment",
    "draft_discard",
    "draft_head_set",
    "draft_mend",
    "draft_publish",
    "draft_redo",
    "draft_return",
    "draft_submit",
    "draft_take_back",
    "draft_undo",
    "entry_remove",
    "entry_save",
    "example_save",
    "measure_remove",
    "measure_save",
    "place_set",
    "proposal_accept",
    "proposal_decline",
    "warning_settle",
    "warning_unsettle",
]
