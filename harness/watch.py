"""What no page may ever do: break a rule of its CSP, raise an error, or reach for another host."""

import re

from playwright.sync_api import BrowserContext, ConsoleMessage, Request, Response, WebError

# A browser logs every answer of 400 and more as an error, even a form shown again with its
# faults (422). The answers themselves are watched below, where their kind is known.
LOGGED_STATUS = "Failed to load resource: the server responded with a status of"
# Most devices here have no service worker (harness/devices.py), and are told so.
NO_WORKER = "Service Worker registration blocked by Playwright"
OWN_SCHEMES = ("about:", "blob:", "data:", "chrome-error:")


class Watch:
    """Listens to every page of the contexts that it is given; `faults` is what went wrong."""

    def __init__(self, origin: str) -> None:
        self.origin = origin
        self.faults: list[str] = []
        self.asked: list[str] = []  # the path of every request, in order
        self._excused: list[re.Pattern[str]] = []

    def over(self, context: BrowserContext, *, scripts: bool = True) -> None:
        """Watch every page that opens in this context; `scripts` is whether it runs them."""
        context.on("console", self._console)
        context.on("weberror", self._error)
        context.on("request", self._request)
        context.on("requestfailed", self._failed if scripts else self._failed_unscripted)
        context.on("response", self._response)

    def excuse(self, pattern: str) -> None:
        """Expect faults like this one: the test brings them about."""
        self._excused.append(re.compile(pattern))

    @property
    def unexpected(self) -> list[str]:
        """The faults that no test brought about."""
        return [
            fault for fault in self.faults if not any(each.search(fault) for each in self._excused)
        ]

    def _console(self, message: ConsoleMessage) -> None:
        if message.text.startswith((LOGGED_STATUS, NO_WORKER)):
            return
        if message.type in ("error", "warning"):
            self.faults.append(f"console {message.type}: {message.text}")

    def _error(self, error: WebError) -> None:
        self.faults.append(f"page error: {error.error}")

    def _request(self, request: Request) -> None:
        self.asked.append(request.url.removeprefix(self.origin))
        if not request.url.startswith((f"{self.origin}/", *OWN_SCHEMES)):
            self.faults.append(f"left the origin: {request.url}")

    def _failed(self, request: Request) -> None:
        # A page that is left aborts what it was asking for.
        if request.failure != "net::ERR_ABORTED":
            self.faults.append(f"request failed: {request.url} {request.failure}")

    def _failed_unscripted(self, request: Request) -> None:
        # Told to fetch a script ahead of its page, a browser without scripts says that it did not.
        if request.failure != "csp" or not request.url.endswith(".js"):
            self._failed(request)

    def _response(self, response: Response) -> None:
        document = response.request.resource_type == "document"
        if response.status >= 500 or (response.status >= 400 and not document):
            self.faults.append(f"answered {response.status}: {response.url}")
