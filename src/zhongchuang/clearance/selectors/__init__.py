"""The room's reads. `clearing.py`: claims and clearances; `supports.py`: what else somebody has."""

from zhongchuang.clearance.selectors.clearing import claims_of, clearances_of, standing_clearance

__all__ = ["claims_of", "clearances_of", "standing_clearance"]
