"""What a press takes out as a file."""

from django.http import HttpResponse


def as_file(content: bytes, name: str, *, content_type: str = "application/pdf") -> HttpResponse:
    """Return an answer that the browser keeps as a file of this name."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=content_type, headers=headers)
