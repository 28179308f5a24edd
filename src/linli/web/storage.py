"""How browser files are stored: compressed once, and named for their content."""

from typing import ClassVar

from whitenoise.storage import (  # type: ignore[import-untyped]  # it has none
    CompressedManifestStaticFilesStorage,
)


class StaticFiles(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # untyped, as above
    """Whitenoise's storage, which leaves pointers to source maps alone.

    The vendored files lie there unmodified, and name maps that are ten times their size and
    that no reader's browser asks for.
    """

    patterns: ClassVar[tuple[tuple[str, tuple[str, ...]], ...]] = (
        ("*.css", (r"""(?P<matched>url\(['"]{0,1}\s*(?P<url>.*?)["']{0,1}\))""",)),
    )
