"""The ledger: transfers a second against pgbench's TPC-B, and a pool that many want at once."""
