"""Doors and times as people read them."""

from datetime import datetime

from django import template

from linli.web.words import when as in_words

register = template.Library()


@register.filter
def door(number: int) -> str:
    """Write a door's number as it stands on the door: 07."""
    return f"{number:02d}"


@register.filter
def when(moment: datetime, now: datetime) -> str:
    """Say a moment, seen from ``now``."""
    return in_words(moment, now=now)
