"""What is proved about custody, beyond what tests try: ``python -m proof``."""
