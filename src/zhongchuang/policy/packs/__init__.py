"""Packs: the law of a place as data. `load_rulebook` reads them; `python -m zhongchuang.policy.packs
check` judges them.
"""
