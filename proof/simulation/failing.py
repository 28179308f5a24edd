"""How a run ends too early: something that must always hold does not, or the power is gone."""


class ViolatedError(SystemExit):
    """An invariant does not hold; ``name`` is its name in CUSTODY, section 7.

    No code of the product may catch it, which catches whatever else goes wrong, and asyncio
    lets only a SystemExit through from within a task.
    """

    def __init__(self, name: str, text: str) -> None:
        super().__init__(f"{name}: {text}")
        self.name = name


class PowerCut(SystemExit):
    """The cabinet has no power from this instant on; no code of its agent may catch it."""


class ServerCrash(SystemExit):
    """The server's process has died in the middle of what it was doing."""
