"""The browser files of others lie there unmodified, each with where it came from."""

import json
from hashlib import sha256
from pathlib import Path

import linli.web

VENDOR = Path(linli.web.__file__).parent / "static" / "vendor"
LIST = "vendor.json"


def test_every_file_is_on_the_list_and_is_what_the_list_says() -> None:
    listed = json.loads((VENDOR / LIST).read_text())

    assert {one["file"] for one in listed} == {path.name for path in VENDOR.iterdir()} - {LIST}
    for one in listed:
        found = sha256((VENDOR / one["file"]).read_bytes()).hexdigest()
        assert found == one["sha256"], one["file"]
        assert one["licence"] in {"MIT", "0BSD"}, one["file"]
        assert one["version"] in one["source"] or "django-htmx" in one["source"]
