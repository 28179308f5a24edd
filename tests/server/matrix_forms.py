"""Every form of every page, as a browser would find it: what it sends where."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser

from django.urls import Resolver404, resolve
from tests.server.matrix_houses import SUBJECTS
from tests.server.matrix_rules import IN, Rule, Wall
from tests.server.matrix_table import TABLE
from tests.server.matrix_world import World

VISITORS = ("district_steward", "steward", "unproven")
"""Whose pages together have every form there is, besides a stranger's."""

TYPED = {"text", "search", "tel", "textarea", "number", "date", "time", "email"}

NOT_ON_A_PAGE: Mapping[str, tuple[str, ...]] = {
    "lockers:board_found": ("deposit", "found"),
    "lockers:hall": ("cabinet",),
    "lockers:inventory": ("door-1", "door-2", "meal-0000000000000"),
    "lockers:platform_list": ("platform", "then"),
    "portal:end_mail": (),
    "portal:read_all": ("upto",),
    "portal:set_mail": ("mail",),
    "portal:set_wechat": ("then",),
    "lockers:claim": ("code", "proof"),
    "lockers:courier_again": ("token",),
    "lockers:day": ("then", "number", "remedy", "hours", "digest"),
    "lockers:courier_correct": ("recipient",),
    "lockers:courier_elsewhere": ("token", "size"),
    "lockers:courier_placed": ("token",),
    "lockers:join_queue": ("token", "size", "recipient"),
    "lockers:place": ("token", "recipient"),
    "lockers:recall_round": ("then", "deposit", "token", "reason"),
    "lockers:reopen": ("token",),
    "lockers:share": (),
    "lockers:unshare": (),
    "lockers:wrong": ("kind",),
    "lockers:platforms": ("grant_type", "client_id", "client_secret"),
    "lockers:tower_clear": ("cabinet", "comp", "reason", "cid"),
    "lockers:tower_recall": ("deposit", "reason", "cid"),
    "lockers:towers": ("name", "cabinets"),
    "office:people_person_change": ("reason",),
    "portal:act_as": ("grant",),
    "portal:add_app": ("pending", "code"),
    "portal:add_child": ("name", "birth_year", "agrees"),
    "portal:ask_new_passkey": (),
    "portal:ask_passkey": (),
    "portal:ask_proof": (),
    "portal:correct_child": ("name", "birth_year"),
    "portal:came_back": ("state", "code", "error", "iss"),
    "portal:end_others": (),
    "portal:end_screen": ("screen",),
    "portal:go_through": ("k",),
    "portal:link_through": (),
    "portal:place_reopen": (),
    "portal:place_undo": ("entry",),
    "portal:prove_with_passkey": ("answer",),
    "portal:send_code": ("mobile",),
    "portal:take_code": ("mobile", "code"),
    "portal:withdraw_child": (),
    "portal:unlink": ("linked",),
    "portal:undo_end": ("grant",),
    "portal:undo_lay_down": ("grant",),
} | {name: fields for subject in SUBJECTS for name, fields in subject.NOT_ON_A_PAGE.items()}
"""Forms that no page of this world shows: sent by a script or a program, or seen elsewhere."""


def takes_a_form(wall: Wall) -> bool:
    """Whether a form is sent there; the back office refuses all but reasons to look."""
    return wall.post is not None and bool(wall.post.who or not wall.name.startswith("office:"))


@dataclass
class Form:
    """What one form sends; ``typed`` are the fields that people fill in by hand."""

    name: str
    path: str
    who: str
    page: str = ""
    fields: dict[str, list[str]] = field(default_factory=dict)
    typed: set[str] = field(default_factory=set)
    files: set[str] = field(default_factory=set)
    headers: dict[str, str] = field(default_factory=dict)


class _Reader(HTMLParser):
    """Collects the forms of a page that are sent by POST."""

    def __init__(self, here: str, who: str) -> None:
        super().__init__()
        self.found: list[Form] = []
        self._here, self._who = here, who
        self._form: Form | None = None
        self._select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            path = given.get("action") or given.get("hx-post") or self._here
            is_sent = given.get("method", "get").lower() == "post" or "hx-post" in given
            self._form = Form("", path.split("?")[0], self._who, self._here) if is_sent else None
        elif self._form is not None:
            self._take(self._form, tag, given)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form" and self._form is not None:
            self.found.append(self._form)
            self._form = None

    def _take(self, form: Form, tag: str, given: dict[str, str]) -> None:
        name, kind = given.get("name", ""), given.get("type", "text")
        if tag == "option" and self._select:
            form.fields.setdefault(self._select, []).append(given.get("value", ""))
        if not name or name == "csrfmiddlewaretoken":
            return
        self._select = name if tag == "select" else ""
        values = form.fields.setdefault(name, [])
        if tag in {"input", "button"}:
            values.append(given.get("value", ""))
        if tag == "textarea" or (tag == "input" and kind in TYPED):
            form.typed.add(name)
        if kind == "file":
            form.files.add(name)


def forms(world: World, pages: Sequence[Wall] = TABLE) -> list[Form]:
    """Return each form of some pages once, as the first who was shown it found it."""
    found: dict[tuple[str, frozenset[str]], Form] = {}
    for form in _shown(world, pages):
        form.name = _name_of(form.path)
        found.setdefault((form.name, frozenset(form.fields)), form)
    for wall in pages:
        if wall.name in NOT_ON_A_PAGE and wall.post is not None:
            fields = {name: [str(value)] for name, value in wall.body(world, "steward").items()}
            fields |= {name: [""] for name in NOT_ON_A_PAGE[wall.name] if name not in fields}
            form = Form(wall.name, wall.path(world), _first(wall.post), fields=fields)
            form.headers = wall.headers(world)
            found.setdefault((form.name, frozenset(form.fields)), form)
    return sorted(found.values(), key=lambda one: (one.name, sorted(one.fields)))


def _shown(world: World, pages: Sequence[Wall]) -> Iterator[Form]:
    for wall in pages:
        if wall.get is None or wall.key:
            continue
        visitors = ("anonymous", *VISITORS) if wall.get.is_alike else VISITORS
        for who in (one for one in visitors if wall.get.of(one) == IN):
            path = wall.path(world)
            answer = world.ask(who, "GET", path, told=wall.headers(world))
            if answer.status_code == 200 and "text/html" in answer.headers["Content-Type"]:
                reader = _Reader(path, who)
                reader.feed(answer.content.decode())
                yield from reader.found


def _first(rule: Rule) -> str:
    return "steward" if "steward" in rule.who else min(rule.who, default="anonymous")


def _name_of(path: str) -> str:
    try:
        return resolve(path).view_name
    except Resolver404 as lost:
        msg = f"a form leads to {path}, which is nowhere"
        raise AssertionError(msg) from lost
