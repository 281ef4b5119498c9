"""What is claimed, cleared, supported and disclosed."""

from zhongchuang.clearance.models.auditing import (
    AnswerOutcome,
    AuditAnswer,
    AuditConcern,
    AuditFinding,
    AuditRun,
    AuditState,
    FindingState,
)
from zhongchuang.clearance.models.awards import (
    Award,
    AwardSource,
    AwardState,
    DisclosedChange,
)
from zhongchuang.clearance.models.checks import (
    Check,
    Override,
    OverrideState,
)
from zhongchuang.clearance.models.claims import (
    Claim,
    Clearance,
)
from zhongchuang.clearance.models.disclosing import (
    AwardCorrection,
    CorrectionRequest,
    DisclosureReview,
    RequestState,
    ReviewOutcome,
)
from zhongchuang.clearance.models.importing import (
    AwardImport,
    ImportChannel,
    ImportChoice,
    ImportedAward,
    ImportedChange,
    ImportProblem,
    ImportState,
)
from zhongchuang.clearance.models.searching import (
    AwardChoice,
    AwardEntry,
    AwardRecipient,
    AwardRecipientYear,
    AwardTotal,
)
from zhongchuang.clearance.models.supports import (
    StoredSupport,
    SupportKey,
)

__all__ = [
    "AnswerOutcome",
    "AuditAnswer",
    "AuditConcern",
    "AuditFinding",
    "AuditRun",
    "AuditState",
    "Award",
    "AwardChoice",
    "AwardCorrection",
    "AwardEntry",
    "AwardImport",
    "AwardRecipient",
    "AwardRecipientYear",
    "AwardSource",
    "AwardState",
    "AwardTotal",
    "Check",
    "Claim",
    "Clearance",
    "CorrectionRequest",
    "DisclosedChange",
    "DisclosureReview",
    "FindingState",
    "ImportChannel",
    "ImportChoice",
    "ImportProblem",
    "ImportState",
    "ImportedAward",
    "ImportedChange",
    "Override",
    "OverrideState",
    "RequestState",
    "ReviewOutcome",
    "StoredSupport",
    "SupportKey",
]
