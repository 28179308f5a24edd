"""How browser files are stored: compressed once, and named for their content."""

from typing import Any, ClassVar

from whitenoise.storage import (  # type: ignore[import-untyped]  # it has none
    CompressedManifestStaticFilesStorage,
)


class StaticFiles(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # untyped, as above
    """Whitenoise's storage, which leaves pointers to source maps alone.

    The vendored files lie there unmodified, and name maps that are ten times their size and
    that no reader's browser asks for. What a file is called is looked up once a process: every
    page names five.
    """

    patterns: ClassVar[tuple[tuple[str, tuple[str, ...]], ...]] = (
        ("*.css", (r"""(?P<matched>url\(['"]{0,1}\s*(?P<url>.*?)["']{0,1}\))""",)),
    )

    def __init__(self, *args: Any, **options: Any) -> None:  # noqa: ANN401  # whatever Django gives
        super().__init__(*args, **options)
        self._urls: dict[str, str] = {}

    def url(self, name: str, force: bool = False) -> str:  # noqa: FBT001, FBT002  # as Django has it
        """Return the address of a file, by the name it has in the source."""
        if name not in self._urls:
            self._urls[name] = super().url(name, force)
        return self._urls[name]
