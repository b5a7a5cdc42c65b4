"""The security headers, in one place, on every response."""

from flask import Flask, Response, request

from kiosk.assets import inline_script_hash

# Pages whose content belongs to nobody: everything else is never stored by a browser.
SHARED = frozenset(
    {
        "public.jwks",
        "public.healthz",
        "public.readyz",
        "verifier.page",
        "verifier.manifest",
        "verifier.worker",
        "verifier.status",
        "verifier.status_of_day",
        "developers.vectors",
    }
)

# Pages that read QR codes with the camera: WebAssembly runs on them, and on no other.
CAMERA = frozenset({"staff.scan", "verifier.page"})
# Further sources of single pages: endpoint, then directive of the CSP and what is added to it.
MORE: dict[str, dict[str, str]] = {name: {"script-src": "'wasm-unsafe-eval'"} for name in CAMERA}
MORE["verifier.page"] |= {"worker-src": "'self'"}


def install(app: Flask) -> None:
    """Add the headers to every response of the application."""
    policies = {name: _policy(more) for name, more in MORE.items()}
    usual = _policy({})

    @app.after_request
    def add(response: Response) -> Response:
        headers = response.headers
        headers["Content-Security-Policy"] = policies.get(request.endpoint or "", usual)
        headers["X-Content-Type-Options"] = "nosniff"
        headers["X-Frame-Options"] = "DENY"
        headers["Referrer-Policy"] = "same-origin"
        headers["Cross-Origin-Opener-Policy"] = "same-origin"
        headers["Cross-Origin-Resource-Policy"] = "same-origin"
        camera = "(self)" if request.endpoint in CAMERA else "()"
        headers["Permissions-Policy"] = f"camera={camera}, microphone=(), geolocation=()"
        if request.endpoint not in SHARED:
            headers["Cache-Control"] = "no-store"
        if request.is_secure:
            headers["Strict-Transport-Security"] = "max-age=31536000"
        return response


def _policy(more: dict[str, str]) -> str:
    """The Content-Security-Policy, with the further sources of a page."""
    directives = {
        "default-src": "'none'",
        "script-src": f"'self' '{inline_script_hash()}'",
        "style-src": "'self'",
        "img-src": "'self'",
        "connect-src": "'self'",
        "manifest-src": "'self'",
        "form-action": "'self'",
        "base-uri": "'none'",
        "frame-ancestors": "'none'",
    }
    for name, sources in more.items():
        directives[name] = f"{directives.get(name, '')} {sources}".strip()
    return "; ".join(f"{name} {sources}" for name, sources in directives.items())
