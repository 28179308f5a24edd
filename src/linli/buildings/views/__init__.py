"""Pages of the committee: get, clean, act, render."""
