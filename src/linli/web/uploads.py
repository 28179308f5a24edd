"""How much anybody may send at once, files included."""

from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import FileUploadHandler

LARGEST_BODY = 3 * 1024 * 1024
"""Bytes: the largest table that is imported, 2 MB, with room for what is around it."""


class NoMore(FileUploadHandler):
    """Refuses a request that says it is larger, before a byte of a file is stored.

    A body is never read further than it says, so that to say less does not help.
    """

    most = LARGEST_BODY
    """Bytes; a page that takes something larger has a handler of its own."""

    def handle_raw_input(
        self,
        input_data: object,  # noqa: ARG002  # Django gives it, as all the others
        META: dict[str, str],  # noqa: ARG002, N803
        content_length: int,
        boundary: str,  # noqa: ARG002
        encoding: str | None = None,  # noqa: ARG002
    ) -> None:
        """Look at the length alone."""
        if content_length > self.most:
            raise RequestDataTooBig

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:  # noqa: ARG002  # Django's
        """Leave what comes to the handlers after this one."""
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """Leave the file to the handlers after this one."""
