"""What the source may not do at all, because nothing could then be said of what it does."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from django.conf import settings

SOURCE = Path(__file__).resolve().parents[2] / "src" / "linli"
MODULES = sorted(SOURCE.rglob("*.py"))
TEMPLATES = sorted(SOURCE.rglob("*.html"))
SCRIPTS = sorted(path for path in (SOURCE).rglob("*.js") if path.parent.name != "vendor")

RUNS_TEXT = {"eval", "exec", "compile", "__import__", "execfile"}
READS_OBJECTS = {"pickle", "marshal", "shelve", "dill", "yaml", "jsonpickle", "xmlrpc", "telnetlib"}
SPOKEN_ONLY = {"ldap", "ldap3", "memcache", "pymemcache", "smtplib", "imaplib", "jinja2", "mako"}
SVG = "web/qr.py"
"""Draws from the squares of a code; its title is escaped by the library that draws."""

TILES = "lockers/views/tiles.py"
"""Draws hundreds at a time, each value of which ``format_html_join`` escapes."""

MAIL = "notices/channels/mail.py"
"""Speaks by Django's own mail, and names what smtplib refuses."""

SIMULATES = {
    "buildings/actions/demo_ballots.py",
    "buildings/actions/demo_frontdesk.py",
    "buildings/queries/frontdesk.py",
    "server/sizing_words.py",
}
"""What plays noons, visits and votes of nobody; what it draws opens nothing."""

DRAWN = "lockers/views/drawing.py"
"""Keeps what our own templates drew for all who watch the same board."""

OLD_HASHES = {"md5", "sha1", "new"}
SUM_OF_A_TABLE = "server/backup/postgresql.py"


MAY = {"kiosk.js": ["innerHTML"], "drafts.js": ["sessionStorage"]}
"""The screen of a cabinet draws its own agent's code: no word of anybody else is in it. A form that
was not handed in is kept in its tab: no secret, no phone, and nothing after signing out."""


def calls(tree: ast.AST) -> Iterator[tuple[str, ast.Call]]:
    """Every call, by the last part of what is called."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            called = node.func
            name = getattr(called, "attr", None) or getattr(called, "id", "")
            yield str(name), node


def imports(tree: ast.AST) -> set[str]:
    """The packages a module imports, by their first names."""
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {one.name.split(".")[0] for one in node.names}
        if isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module.split(".")[0])
    return found


@cache
def parsed() -> list[tuple[str, ast.Module]]:
    """Every module, read once for all tests."""
    return [
        (str(path.relative_to(SOURCE)), ast.parse(path.read_text(encoding="utf-8")))
        for path in MODULES
    ]


def test_no_text_is_run_as_a_program() -> None:
    found = [
        (name, call)
        for name, tree in parsed()
        for call, node in calls(tree)
        if call in RUNS_TEXT and isinstance(node.func, ast.Name)
    ]

    assert found == []


def test_no_command_goes_through_a_shell() -> None:
    found = [
        (name, call)
        for name, tree in parsed()
        for call, node in calls(tree)
        if call in {"system", "popen", "getoutput", "getstatusoutput"}
        or any(one.arg == "shell" and getattr(one.value, "value", True) for one in node.keywords)
    ]

    assert found == []


def test_no_object_is_read_from_bytes_that_could_be_any_object() -> None:
    assert [name for name, tree in parsed() if imports(tree) & READS_OBJECTS] == []


def test_no_language_of_another_server_is_spoken() -> None:
    found = {name for name, tree in parsed() if imports(tree) & SPOKEN_ONLY}

    assert found == {MAIL}, "no LDAP, memcache or second template language, and mail in one place"


def test_sql_is_written_by_hand_only_with_its_values_apart() -> None:
    """Django's ORM binds values; a text given to ``execute`` may hold names of ours alone."""
    loose = []
    for name, tree in parsed():
        for call, node in calls(tree):
            if call in {"raw", "extra", "RawSQL"} and name != "ledger/queries.py":
                loose.append((name, call))
            if call not in {"execute", "executemany"} or not node.args:
                continue
            if isinstance(node.args[0], ast.BinOp) and isinstance(node.args[0].op, ast.Mod):
                loose.append((name, "%"))

    assert loose == []


def test_old_hashes_are_used_for_nothing() -> None:
    found = [
        (name, call)
        for name, tree in parsed()
        for call, node in calls(tree)
        if call in OLD_HASHES and ast.unparse(node.func).startswith("hashlib.")
    ]

    assert found == []


def test_ciphers_are_those_that_notice_a_change() -> None:
    modes = re.compile(r"\b(?:ECB|CBC|CTR|RC4|ARC4|TripleDES|Blowfish|PKCS1v15)\b")
    text = {name: (SOURCE / name).read_text(encoding="utf-8") for name, _tree in parsed()}

    assert [name for name, source in text.items() if modes.search(source)] == []
    assert any("AESGCM" in source for source in text.values())


def test_no_certificate_is_taken_unseen() -> None:
    found = []
    for name, tree in parsed():
        for call, node in calls(tree):
            loose = [one for one in node.keywords if one.arg in {"verify", "check_hostname"}]
            if call == "_create_unverified_context" or any(
                getattr(one.value, "value", True) is False for one in loose
            ):
                found.append((name, call))

    assert found == []


ASKS = {
    "kernel/outgoing.py": {"http.client"},  # judges every address
    "server/doctor/parts.py": {"http.client"},  # this installation's own pages, by its own file
    "cabinet/provisioning.py": {"httpx"},  # from a cabinet, to where its installer says
    "server/replay/client.py": {"httpx"},  # from a command line
}
"""Every module that could ask a server by HTTP, and by what."""


def test_no_request_goes_where_somebody_typed() -> None:
    asking = {"httpx", "requests", "urllib3", "aiohttp", "http.client", "urllib.request"}
    found = {name: asked for name, tree in parsed() if (asked := whole_imports(tree) & asking)}

    assert found == ASKS


def whole_imports(tree: ast.AST) -> set[str]:
    """The modules a module imports, by their whole names."""
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {one.name for one in node.names}
        if isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found |= {node.module, *(f"{node.module}.{one.name}" for one in node.names)}
    return found


def test_html_is_marked_safe_in_three_places() -> None:
    found = {
        name
        for name, tree in parsed()
        for call, _node in calls(tree)
        if call in {"mark_safe", "SafeString", "format_html_join"}
    }

    assert found == {SVG, TILES, DRAWN}


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda one: one.name)
def test_a_template_escapes_everything_and_holds_no_script_or_style(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    wrong = [
        r"\|\s*safe\b",
        r"autoescape\s+off",
        r"<script(?![^>]*\bsrc=)",
        r"<style\b",
        r"\sstyle\s*=",
        r"\son[a-z]+\s*=\s*[\"']",
        r"javascript:",
        r"<iframe|<object|<embed|<base\b",
        r"target=\"_blank\"(?![^>]*noopener)",
        r"type=\"password\"",
        r"\bhx-on|hx-vals=\"js",
    ]

    assert [one for one in wrong if re.search(one, text, re.IGNORECASE)] == []


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda one: one.name)
def test_a_script_writes_no_html_keeps_nothing_and_talks_to_no_other_page(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    wrong = (
        "innerHTML",
        "outerHTML",
        "insertAdjacentHTML",
        "document.write",
        "eval(",
        "new Function",
        "localStorage",
        "sessionStorage",
        "indexedDB",
        "document.cookie",
        "postMessage",
        "WebSocket",
        "RTCPeerConnection",
        "__proto__",
        "http://",
        "https://",
    )

    assert [one for one in wrong if one in text] == MAY.get(path.name, [])
    assert '"use strict";' in text


def test_sessions_and_pages_have_no_second_way_in() -> None:
    assert settings.SESSION_ENGINE == "django.contrib.sessions.backends.db"
    assert settings.SESSION_SERIALIZER == "django.contrib.sessions.serializers.JSONSerializer"
    assert not settings.SESSION_SAVE_EVERY_REQUEST
    assert settings.DEBUG is False
    assert "django.contrib.admin" not in settings.INSTALLED_APPS
    assert settings.CSRF_TRUSTED_ORIGINS == []
    assert not settings.USE_X_FORWARDED_HOST


def test_no_secret_comes_from_chance_that_can_be_foretold() -> None:
    """Python's own chance is for simulations and names; codes come from the system's."""
    found = {
        name.rpartition("/")[0]
        for name, tree in parsed()
        if name not in SIMULATES
        for call, node in calls(tree)
        if ast.unparse(node.func) == "Random"
        or (ast.unparse(node.func).startswith("random.") and call != "SystemRandom")
    }

    assert found == {"cabinet", "cabinet/drivers", "cabinet/simulators", "server/replay"}
