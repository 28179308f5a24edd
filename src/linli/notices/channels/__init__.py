"""The ways by which messages reach people outside Linli's own pages."""
