"""The pages of the portal: the front door, who may do what where, and one's own account."""

from linli.portal.views.front import home, sign_out, start

__all__ = ["home", "sign_out", "start"]
