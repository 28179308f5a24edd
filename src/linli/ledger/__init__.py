"""What was done: an append-only, hash-chained account of every change."""
