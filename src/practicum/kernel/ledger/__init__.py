"""The ledger: what was done and who looked, append-only and chained by hash."""
