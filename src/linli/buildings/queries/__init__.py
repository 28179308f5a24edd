"""Every way in which committees and matters are read."""
