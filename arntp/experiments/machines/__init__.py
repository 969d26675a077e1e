"""Twenty random machines, learned from their runs: drawn by a rule, split by orbit, searched alike, judged apart."""
