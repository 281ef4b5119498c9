"""Awards of other departments in a table (xlsx, CSV, what the interface took): read in a process of its own, checked by cell.

Pure: no tables. `sandbox.read_awards` gives the rows one by one, so that a table of 200,000 needs no more memory than one of ten.
"""
