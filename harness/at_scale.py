"""One server's worth of the product on one database, without gunicorn: does what it is told, and
says what it took. `bench.million` has one on a thousand consents and one on a million.

`python -m harness.at_scale` in a server's environment: each line in names a request, each line out
has its seconds, of processor time and by the clock.
"""

import json
import re
import secrets
import sys
import time
from collections.abc import Callable
from typing import Any

from harness import prepare, quick
from harness.server import PASSWORD
from kiosk import links
from kiosk.actions import attempts
from kiosk.lookups import status
from kiosk.store.database import database
from kiosk.store.models import Consent

BASE = str(quick.app.config["ASKFIRST"].public_url)
TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
LAST = 100  # of the newest consents, which are asked for in turn
SIGNINGS = 200


class Desk:
    """A manager who is a clinician too, signed in, and what there is to ask for."""

    def __init__(self, served: Any) -> None:
        self.app, self.client = served, served.test_client()
        with served.app_context():  # no longer: requests inside it would share what each keeps
            context = prepare._context(served)
            self.cookies = [str(prepare.journey(context)["cookie"]) for _turn in range(SIGNINGS)]
        self.secrets = context.secrets
        # Those that were filled in: what an earlier run signed has no number to search by.
        filled = Consent.select().where(Consent.nhs_number != "").order_by(Consent.id.desc())
        self.consents = list(filled.limit(LAST))
        self.turn = 0
        self.csrf = ""
        self.sign_in()

    def sign_in(self) -> None:
        """By the password that `harness.server` gives the manager."""
        self.csrf = self._token(self.client, "/staff/sign-in")
        fields = {"username": "manager", "password": PASSWORD}
        self.expect(self.post("/staff/sign-in", **fields), 303)
        self.csrf = self._token(self.client, "/manage/records")

    # --- the requests, each by its name ---

    def code(self) -> Any:
        consent = self._next()
        code = links.shown_code(self.secrets, consent.jti, consent.code_turn, consent.page_hash)
        return self.expect(self.post("/staff/verify", entry=code), 303)

    def token(self) -> Any:
        return self.expect(self.post("/staff/verify", entry=self._next().token), 303)

    def mistyped(self) -> Any:
        return self.expect(
            self.post("/staff/verify", entry=links.short_code(self.secrets, "nobody", 0)), 422
        )

    def name_today(self) -> Any:
        return self.expect(self.post("/staff/verify", entry="Nobody Atall"), 422)

    def list(self) -> Any:
        self.app.extensions.pop("today", None)  # as after a change: it is read and drawn whole
        return self.expect(self.client.get("/staff/list", base_url=BASE), 200)

    def card(self) -> Any:
        key = links.card_key(self.secrets, self._next().id)
        return self.expect(self.client.get(f"/staff/consents/{key}", base_url=BASE), 200)

    def before_sign(self) -> None:
        """The last page before the receipt is open on another phone."""
        self.phone = self.app.test_client()
        self.phone.set_cookie("journey", self.cookies.pop(), domain="127.0.0.1")
        self.to_sign = self._token(self.phone, "/journey/check")

    def sign(self) -> Any:
        return self.expect(_post(self.phone, "/journey/check", {"csrf_token": self.to_sign}), 303)

    def receipt_status(self) -> Any:
        key = links.page_key(self.secrets, self._next().jti)
        return self.expect(self.client.get(f"/r/{key}/status", base_url=BASE), 200)

    def search_code(self) -> Any:
        consent = self._next()
        code = links.shown_code(self.secrets, consent.jti, consent.code_turn, consent.page_hash)
        return self.expect(self.post("/manage/records", entry=code), 200)

    def search_name(self) -> Any:
        return self.expect(self.post("/manage/records", entry=self._next().patient_name), 200)

    def search_number(self) -> Any:
        numbered = (self._next() for _turn in range(LAST))
        number = next(each.nhs_number for each in numbered if each.nhs_number)
        return self.expect(self.post("/manage/records", entry=number), 200)

    def health(self) -> Any:
        return self.expect(self.client.get("/manage/", base_url=BASE), 200)

    def status_list(self) -> Any:
        status._marks_at.cache_clear()  # as after a change
        path = "/.well-known/recording-consent-status"
        return self.expect(self.client.get(path, base_url=BASE), 200)

    # --- how ---

    def post(self, path: str, **fields: str) -> Any:
        return _post(self.client, path, {"csrf_token": self.csrf, **fields})

    def expect(self, answer: Any, status: int) -> Any:
        if answer.status_code != status:
            raise SystemExit(f"{answer.request.path}: {answer.status}")
        return answer

    def _next(self) -> Consent:
        self.turn += 1
        return self.consents[self.turn % len(self.consents)]

    def _token(self, client: Any, path: str) -> str:
        page = client.get(path, base_url=BASE).text
        found = TOKEN.search(page)
        if found is None:
            raise SystemExit(f"no form at {path}")
        return found[1]


def _post(client: Any, path: str, fields: dict[str, str]) -> Any:
    headers = {"Origin": BASE, "Referer": f"{BASE}{path}"}
    form = {"once": secrets.token_urlsafe(16), **fields}
    return client.post(path, data=form, base_url=BASE, headers=headers)


def timed(run: Callable[[], Any]) -> dict[str, float]:
    """What one request took; what had to be fetched before it counts, the same for both."""
    began, spent = time.perf_counter(), time.process_time()
    run()
    return {"cpu": time.process_time() - spent, "wall": time.perf_counter() - began}


def main() -> None:
    attempts.CODE = attempts.Limit(most=1_000_000, window=attempts.CODE.window)
    database.connect()
    desk = Desk(quick.app)
    print("{}", flush=True)  # noqa: T201  # it is ready
    for line in sys.stdin:
        name = json.loads(line)
        getattr(desk, f"before_{name}", int)()
        print(json.dumps(timed(getattr(desk, name))), flush=True)  # noqa: T201  # the answer


if __name__ == "__main__":
    main()
