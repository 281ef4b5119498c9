"""From the YAML of the packs to the dataclasses of `schema.py`.

Each module reads one kind of file. Reading never stops at the first mistake: `nodes.Spot` notes the
problem with its line and goes on with a placeholder; the loader raises at the end, so a placeholder never
reaches a rule book.
"""
