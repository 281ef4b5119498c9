"""Earlier awards and paper cases from a sheet: read in a process of its own, checked cell by cell (pure)."""
