"""Files that a browser keeps instead of showing them."""

from werkzeug.wrappers import Response


def download(content: bytes | str, kind: str, name: str) -> Response:
    """A file of this media type. `name` is ours: letters, digits, dots and dashes alone."""
    response = Response(content, mimetype=kind)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
