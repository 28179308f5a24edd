"""Writes what Linli is made of as CycloneDX JSON: `python -m linli.server.sbom locks/run.txt`.

Names, versions and the hashes that an installation accepts come from the locks, licences from
what is installed where this runs.
"""

import json
import re
import sys
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path

PINNED = re.compile(r"([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==([^\s;\\]+)")
HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")


def bill(locks: list[Path]) -> dict[str, object]:
    """Return the bill of materials. Source: CycloneDX 1.6, the JSON schema."""
    parts = {f"{one['name']}@{one['version']}": one for lock in locks for one in components(lock)}
    return {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {"component": {"type": "application", "name": "linli"}},
        "components": [parts[name] for name in sorted(parts)],
    }


def components(lock: Path) -> Iterator[dict[str, object]]:
    """Yield each package that a lock pins."""
    pinned = re.split(r"^(?=[A-Za-z0-9])", lock.read_text(encoding="utf-8"), flags=re.MULTILINE)
    for text in pinned:
        found = PINNED.match(text)
        if found is None:
            continue
        name, version = found.groups()
        yield {
            "type": "library",
            "bom-ref": f"pkg:pypi/{name}@{version}",
            "name": name,
            "version": version,
            "purl": f"pkg:pypi/{name}@{version}",
            "hashes": [{"alg": "SHA-256", "content": one} for one in HASH.findall(text)],
            **_licence(name),
        }


def _licence(name: str) -> dict[str, object]:
    try:
        known = metadata(name)
    except PackageNotFoundError:
        return {}
    said = known.json.get("license_expression")
    return {"licenses": [{"expression": said}]} if said else {}


if __name__ == "__main__":
    json.dump(bill([Path(one) for one in sys.argv[1:]]), sys.stdout, indent=2, ensure_ascii=False)
