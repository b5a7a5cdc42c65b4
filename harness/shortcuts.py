"""Ways round the pages that a test is not about: forms sent without a browser, which takes long to
draw them, and their cookies given to one.
"""

from urllib.parse import urlsplit

from playwright.sync_api import Page, StorageState

from harness.client import Client
from harness.patient import ANSWERS, NAME, Receipt, every_form


def signed_in(url: str, username: str, password: str) -> StorageState:
    """The cookies of somebody who has just signed in at this server."""
    client = Client(url).sign_in(username, password)
    host = client.host.partition(":")[0]
    return {
        "cookies": [
            {
                "name": name,
                "value": value,
                "domain": host,
                "path": "/",
                "expires": -1,
                "httpOnly": True,
                "secure": False,
                "sameSite": "Lax",
            }
            for name, value in client.cookies.items()
        ],
        "origins": [],
    }


def signed(page: Page, address: str, *, name: str = NAME, **answers: str) -> Receipt:
    """A phone with the receipt of a patient who scanned `address`, answered all and signed."""
    url = urlsplit(address)
    home = f"{url.scheme}://{url.netloc}/"
    phone = Client(home)
    phone.open_form(url.path)
    phone.post(url.path, {"lang": "en"})
    for step, form in [*every_form({**ANSWERS, **answers}, name), ("check", {})]:
        answer = phone.post(f"/journey/{step}", form)
        assert answer.status == 303, f"{step}: {answer.status} {answer.text}"
    phone.close()
    kept = phone.cookies.items()
    page.context.add_cookies([{"name": key, "value": it, "url": home} for key, it in kept])
    page.goto(answer.location)
    return Receipt(page)
