"""What a clearance is bound to (pure): the case, every support that counted or may, the digests of the rules asked.

Of others it is bound to who counted under which rule and with how much. That an award is paid, or that somebody reads one more
of its invoices, changes nothing for the case and leaves the code as it is; so does a support that meets nothing, and one that
waits behind the case in line, for else whoever applies later would void every clearance before his.
"""

from __future__ import annotations

from zhongchuang.clearance.decisions import facts_digest
from zhongchuang.clearance.rules.evaluation import Result
from zhongchuang.clearance.rules.schema import Rule


def rule_digest(rule: Rule) -> str:
    """SHA-256 over a rule as written, what stands by default left out: a key the schema gains later changes no old rule."""
    return facts_digest(rule.model_dump(mode="json", exclude_defaults=True))


def facts_checked(result: Result) -> dict[str, object]:
    """Everything the result rests on, as plain values for `clearance_issue`."""
    counted = {
        support.ref: support for finding in result.findings for support in (*finding.counted, *finding.unsure)
    }
    return {
        "case": result.case.told(),
        "counted": {ref: counted[ref].amount for ref in sorted(counted)},
        "rules": {
            finding.rule.id: {
                "rule": rule_digest(finding.rule),
                "outcome": finding.outcome,
                "allowed": finding.allowed,
                "counted": sorted(support.ref for support in finding.counted),
                "unsure": sorted(support.ref for support in finding.unsure),
            }
            for finding in result.findings
        },
        "gaps": {gap.rule.id: rule_digest(gap.rule) for gap in result.gaps},
        "allowed": result.allowed,
        "verdict": result.verdict,
    }


def facts_code(result: Result) -> str:
    """SHA-256 of canonical JSON of `facts_checked`: the same facts have the same code, in whatever order they came."""
    return facts_digest(facts_checked(result))
