"""Who plays a part in the demo: known by the account, because a player's rights are real ones."""

PLAYER = "demo:"
"""How a player's account begins; nobody else's does."""


def is_player(handle: str) -> bool:
    """Tell whether the account with this handle is a part of the demo."""
    return handle.startswith(PLAYER)
