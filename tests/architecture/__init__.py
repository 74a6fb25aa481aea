"""The gates: what holds the house together, each also shown failing when broken."""
