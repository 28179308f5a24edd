"""The bundled noon, the script that made it, and what may be done with it."""
