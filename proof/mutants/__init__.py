"""Mistakes made on purpose, one at a time: a simulation that does not find each proves little."""
