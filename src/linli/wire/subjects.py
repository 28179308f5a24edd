"""The addresses on the bus, one set a cabinet."""


def events(cabinet: str) -> str:
    """Journal lines up; ``*`` for all cabinets."""
    return f"c.{cabinet}.up.ev"


def hello(cabinet: str) -> str:
    """Who I am and how far I am; ``*`` for all cabinets."""
    return f"c.{cabinet}.up.hello"


def tick(cabinet: str) -> str:
    """The number a remote open must echo; ``*`` for all cabinets."""
    return f"c.{cabinet}.up.tick"


def acks(cabinet: str) -> str:
    """How far the server holds the journal, or what is wrong with it."""
    return f"c.{cabinet}.down.ack"


def directives(cabinet: str) -> str:
    """Durable orders that never move a lock."""
    return f"c.{cabinet}.down.dir"


def act(cabinet: str) -> str:
    """Open one door now, request and reply."""
    return f"c.{cabinet}.act"


def cabinet_of(subject: str) -> str:
    """Return the cabinet a subject names."""
    return subject.split(".", 2)[1]
