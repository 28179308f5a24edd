"""``python -m linli`` is ``linli``."""

from linli.server.cli import main

main()
