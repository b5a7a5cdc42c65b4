"""Pages on the wire: gzip for those who take it. Static files come compressed already.

A page that repeats what its address says could give its CSRF token away by its length (BREACH):
a page asked for with a query is therefore sent as it is. What a POST repeats, nobody else can send.
"""

import gzip

from flask import Flask, Response, request

MIN_SIZE = 1024  # bytes
PACKED = ("text/html", "application/jwt")  # a signed list is marks: base64 in base64
LEVEL = 5


def install(app: Flask) -> None:
    """Compress every page of the application."""

    @app.after_request
    def compress(response: Response) -> Response:
        if response.mimetype not in PACKED or response.direct_passthrough:
            return response
        response.vary.add("Accept-Encoding")
        if request.query_string or not request.accept_encodings.quality("gzip"):
            return response
        if len(response.get_data()) >= MIN_SIZE:
            response.set_data(gzip.compress(response.get_data(), LEVEL, mtime=0))
            response.headers["Content-Encoding"] = "gzip"
        return response
