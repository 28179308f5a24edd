"""What every part stands on: errors, clock, codes, hash chains, batches. Pure Python."""
