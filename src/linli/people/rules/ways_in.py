"""By what a person gets in without anybody's help."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class WaysIn:
    """What a person has: passkeys, linked accounts, a phone that codes can be sent to."""

    passkeys: int
    linked: int
    has_phone: bool

    @property
    def are_there(self) -> bool:
        """Whether there is any. A sign-in link is none: somebody else makes it."""
        return bool(self.passkeys or self.linked or self.has_phone)
