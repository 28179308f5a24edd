"""A noon played again: couriers, owners and a crew at the doors of a running Linli."""
