"""The audit log: who did what to which thing, when, and what it was before and after; and the proof that
nobody changed the log afterwards.

======================  ==============================================================================
`write.py`              `audit_write`: one entry, inside the transaction of the verb that acts
`people.py`             personal values under a key of each person's own
`erasure.py`            `person_erase` destroys that key, and every proof stays whole
`leaves.py` `merkle.py` pure: what is hashed, and the tree (RFC 6962)
`seal.py`               `seal_day`: every entry committed and not yet sealed, under one published root
`publication.py`        the append-only files outside the database
`verify.py`             recomputes everything and says precisely what differs
`proofs.py`             that one entry lies under a published root
`append_only.py`        the database refuses to change or delete entries and seals
`guarding.py`           puts back triggers that were removed, and logs that they were
======================  ==============================================================================
"""

from zhongchuang.core.audit.erasure import person_erase
from zhongchuang.core.audit.write import Target, audit_write

__all__ = ["Target", "audit_write", "person_erase"]
