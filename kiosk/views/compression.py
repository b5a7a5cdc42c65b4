"""Pages on the wire: gzip for those who take it. Static files come compressed already.

No secret is at risk of being guessed by length (BREACH): no GET page repeats what an address
says, and our cookies do not travel with another site's requests.
"""

import gzip

from flask import Flask, Response, request

LEAST = 1024  # bytes
LEVEL = 5


def install(app: Flask) -> None:
    """Compress every page of the application."""

    @app.after_request
    def compress(response: Response) -> Response:
        if response.mimetype != "text/html" or response.direct_passthrough:
            return response
        response.vary.add("Accept-Encoding")
        if request.accept_encodings.quality("gzip") and len(response.get_data()) >= LEAST:
            response.set_data(gzip.compress(response.get_data(), LEVEL, mtime=0))
            response.headers["Content-Encoding"] = "gzip"
        return response
