"""Settings, wiring and the command: what turns the parts into one running Linli."""
