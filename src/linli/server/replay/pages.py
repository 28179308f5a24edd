"""What a person reads from a page: its forms, the door it names, and what went wrong."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

_SAME_AS = {"held": "meal_held"}
"""A stage that says what an error would have said, had the button been there."""


@dataclass(frozen=True, slots=True)
class Door:
    """The page's word on one door. ``number`` is 0 while none is named.

    ``stage`` is what the page shows: asking, opening, open, jammed, held…; ``link`` is where it
    asks again by itself each second, or else where it can be read again.
    """

    stage: str
    number: int
    link: str


@dataclass(slots=True)
class Form:
    """Where a form goes (empty: to the page itself) and its hidden fields."""

    action: str
    fields: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Page:
    """What was read. ``problem`` is the error's code, empty where there was none."""

    status: int
    url: str
    door: Door | None = None
    problem: str = ""
    forms: list[Form] = field(default_factory=list)

    @property
    def why(self) -> str:
        """Why there is nothing to press: the error's code, else the stage, else the status."""
        stage = self.door.stage if self.door else ""
        return self.problem or _SAME_AS.get(stage, stage) or f"http_{self.status}"

    def form(self, *, again: bool = False) -> Form | None:
        """Return the form that opens the door; ``again``: the one that asks for it once more."""
        for one in self.forms:
            if "token" in one.fields and one.action.rstrip("/").endswith("/again") == again:
                return one
        return None


def read_page(html: str, *, status: int, url: str) -> Page:
    """Read a page as it came from ``url``; whatever it is, there is something to return."""
    page = Page(status=status, url=url)
    _Reader(page).feed(html)
    return page


class _Reader(HTMLParser):
    """Fills in a page while it goes through its tags."""

    def __init__(self, page: Page) -> None:
        super().__init__()
        self._page = page
        self._is_of_others = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if problem := given.get("data-problem"):
            self._page.problem = problem
        if tag == "section":
            self._is_of_others = given.get("id") == "others"
            if given.get("id") == "door":
                self._page.door = _door(given)
        elif self._is_of_others:
            pass
        elif tag == "form" and given.get("method", "").lower() == "post":
            self._page.forms.append(Form(action=given.get("action", "")))
        elif tag == "input" and given.get("type") == "hidden" and self._page.forms:
            self._page.forms[-1].fields[given.get("name", "")] = given.get("value", "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "section":
            self._is_of_others = False


def _door(given: dict[str, str]) -> Door:
    number = given.get("data-door", "")
    return Door(
        stage=given.get("data-stage") or given.get("data-state", "").lower(),
        number=int(number) if number.isdecimal() else 0,
        link=given.get("hx-get") or given.get("data-link", ""),
    )
