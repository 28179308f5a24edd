"""The pages of the portal: the front door, who may do what where, and one's own account."""

from linli.portal.views.front import act_as, home, sign_out, start

__all__ = ["act_as", "home", "sign_out", "start"]
