"""The boards a cabinet's locks, switches and lamps hang on."""
