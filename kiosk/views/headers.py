"""The security headers, in one place, on every response."""

from flask import Flask, Response, request

from kiosk.assets import inline_script_hash

# Pages whose content belongs to nobody: everything else is never stored by a browser.
SHARED = frozenset({"public.jwks", "public.healthz", "public.readyz"})


def install(app: Flask) -> None:
    """Add the headers to every response of the application."""
    policy = "; ".join(
        (
            "default-src 'none'",
            f"script-src 'self' '{inline_script_hash()}'",
            "style-src 'self'",
            "img-src 'self'",
            "connect-src 'self'",
            "manifest-src 'self'",
            "form-action 'self'",
            "base-uri 'none'",
            "frame-ancestors 'none'",
        )
    )

    @app.after_request
    def add(response: Response) -> Response:
        headers = response.headers
        headers["Content-Security-Policy"] = policy
        headers["X-Content-Type-Options"] = "nosniff"
        headers["X-Frame-Options"] = "DENY"
        headers["Referrer-Policy"] = "same-origin"
        headers["Cross-Origin-Opener-Policy"] = "same-origin"
        headers["Cross-Origin-Resource-Policy"] = "same-origin"
        headers["Permissions-Policy"] = "camera=(), microphone=(), geolocation=()"
        if request.endpoint not in SHARED:
            headers["Cache-Control"] = "no-store"
        if request.is_secure:
            headers["Strict-Transport-Security"] = "max-age=31536000"
        return response
