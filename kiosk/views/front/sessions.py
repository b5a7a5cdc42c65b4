"""Flask's own sessions, with what signs them made once: bench/README.md says what that gains."""

from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from itsdangerous import URLSafeTimedSerializer


class Sessions(SecureCookieSessionInterface):
    """As Flask's, which makes a serializer of the same keys for every request."""

    _serializer: URLSafeTimedSerializer | None = None

    def get_signing_serializer(self, app: Flask) -> URLSafeTimedSerializer | None:
        """What signs the session cookie of this application."""
        if self._serializer is None:
            self._serializer = super().get_signing_serializer(app)
        return self._serializer
