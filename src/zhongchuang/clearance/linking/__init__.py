"""Which rows are one firm (pure: no tables of ours, no requests): Splink on DuckDB over names taken apart.

================  ===========================================================================================
`places.py`       places of GB/T 2260 found at the front of a name
`names.py`        a name taken apart: place, 字号 and trade, form, group, branch
`segmenting.py`   where 字号 ends and the trade begins, estimated from the names themselves
`codes.py`        what a code is worth as evidence
`spec.py`         what is compared: columns, levels, keys
`engine.py`       pairs, weights, probabilities; any columns
`competing.py`    who else it could be
`firms.py`        firms: rows made ready, the spec for them
`files.py`        CSV in, CSV out
================  ===========================================================================================
"""
