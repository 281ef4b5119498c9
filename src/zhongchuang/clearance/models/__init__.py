"""What is claimed, cleared, supported and disclosed."""

from zhongchuang.clearance.models.awards import Award, AwardSource, AwardState, DisclosedChange
from zhongchuang.clearance.models.claims import Claim, Clearance
from zhongchuang.clearance.models.importing import (
    AwardImport,
    ImportChannel,
    ImportChoice,
    ImportedAward,
    ImportedChange,
    ImportProblem,
    ImportState,
)
from zhongchuang.clearance.models.supports import StoredSupport, SupportKey

__all__ = [
    "Award",
    "AwardImport",
    "AwardSource",
    "AwardState",
    "Claim",
    "Clearance",
    "DisclosedChange",
    "ImportChannel",
    "ImportChoice",
    "ImportProblem",
    "ImportState",
    "ImportedAward",
    "ImportedChange",
    "StoredSupport",
    "SupportKey",
]
