"""The ways in for programs: the installation's own replay, and the food platforms."""
