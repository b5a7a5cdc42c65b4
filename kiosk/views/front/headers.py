"""The security headers, in one place, on every response."""

from functools import cache

from flask import Flask, Response, request

from kiosk.assets import inline_script_hash
from kiosk.views.front.pages import Declared, declared

UNKNOWN = Declared(None)  # no page of ours: a static file, or an address that there is not


def install(app: Flask) -> None:
    """Add the headers to every response of the application."""

    @app.after_request
    def add(response: Response) -> Response:
        page, headers = declared() or UNKNOWN, response.headers
        headers.extend(_fixed(camera=page.camera, worker=page.worker))
        if not page.shared:
            headers["Cache-Control"] = "no-store"
        if request.is_secure:
            headers["Strict-Transport-Security"] = "max-age=31536000"
        return response


@cache
def _fixed(*, camera: bool, worker: bool) -> tuple[tuple[str, str], ...]:
    """The headers that a page has because of what it declared, made once."""
    own_camera = "(self)" if camera else "()"
    return (
        ("Content-Security-Policy", _policy(camera=camera, worker=worker)),
        ("X-Content-Type-Options", "nosniff"),
        ("X-Frame-Options", "DENY"),
        ("Referrer-Policy", "same-origin"),
        ("Cross-Origin-Opener-Policy", "same-origin"),
        ("Cross-Origin-Resource-Policy", "same-origin"),
        ("Permissions-Policy", f"camera={own_camera}, microphone=(), geolocation=()"),
    )


def _policy(*, camera: bool, worker: bool) -> str:
    """The Content-Security-Policy, with what a page declared that it needs."""
    wasm = " 'wasm-unsafe-eval'" if camera else ""
    directives = {
        "default-src": "'none'",
        "script-src": f"'self' '{inline_script_hash()}'{wasm}",
        "style-src": "'self'",
        "img-src": "'self'",
        "connect-src": "'self'",
        "manifest-src": "'self'",
        "form-action": "'self'",
        "base-uri": "'none'",
        "frame-ancestors": "'none'",
    }
    if worker:
        directives["worker-src"] = "'self'"
    return "; ".join(f"{name} {sources}" for name, sources in directives.items())
