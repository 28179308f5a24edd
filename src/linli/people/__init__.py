"""Who, and what they may do where."""
