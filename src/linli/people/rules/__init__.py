"""Who may do what where, for how long a sign-in holds, and how often one may guess."""

from linli.people.rules.grants import HeldGrant, holds

__all__ = ["HeldGrant", "holds"]
