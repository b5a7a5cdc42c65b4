"""A passkey alone signs in, and proves who it is (issue 12, §3): Chromium's own authenticator."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from harness.client import Client
from harness.clinician import Desk, Office, accept
from harness.devices import PHONE, Devices
from harness.server import Server
from tests.browser.survey import Survey

PASSWORD = "four plain words together"


def with_name(server: Server) -> Server:
    """Passkeys are for a name: no browser makes one for 127.0.0.1."""
    server.url = f"http://localhost:{server.port}"
    server.env["ASKFIRST_PUBLIC_URL"] = server.url
    return server


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with with_name(Server(tmp_path_factory.mktemp("passkeys") / "data")) as running:
        yield running


def with_authenticator(page: Page) -> Page:
    """A phone that knows the finger of whoever holds it."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return page


def with_passkey(rooms: Devices, place: Server, who: str) -> Page:
    """Somebody has come in, made a passkey on their phone, and signed out."""
    page = with_authenticator(rooms.open(PHONE))
    manager = rooms.open(PHONE)
    Desk(manager).sign_in("manager", place.password)
    accept(Office(manager).invite(who, ("Clinician", "Manager")), f"Dr {who}", "", who, PASSWORD)
    Desk(page).sign_in(who, PASSWORD)
    page.goto("/staff/account")
    page.get_by_label("Name of a new passkey").fill("My phone")
    page.get_by_role("button", name="Make a passkey").click()
    expect(page.get_by_text("The passkey is kept")).to_be_visible()
    page.get_by_role("button", name="Sign out", exact=True).click()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    return page


def use_passkey(page: Page) -> None:
    page.get_by_role("button", name="Use a passkey instead").click()


def test_a_passkey_alone_signs_in_and_proves_and_is_removed(rooms: Devices, place: Server) -> None:
    page = with_passkey(rooms, place, "ann")
    use_passkey(page)
    page.wait_for_url("**/staff/")
    expect(page.get_by_role("link", name="Dr ann")).to_be_visible()
    page.goto("/staff/prove?to=/manage/people/invite")
    use_passkey(page)
    expect(page.get_by_role("heading", name="Invite a person")).to_be_visible()
    page.goto("/staff/account")
    expect(page.get_by_text("Last used")).to_be_visible()
    page.get_by_role("button", name="Remove My phone").click()
    expect(page.get_by_text("The passkey is removed")).to_be_visible()
    page.get_by_role("button", name="Sign out", exact=True).click()
    use_passkey(page)
    expect(page.get_by_text("This passkey does not sign in here").first).to_be_visible()


@pytest.mark.long
def test_where_the_place_requires_it_the_password_leads_to_the_passkey(
    rooms: Devices, place: Server
) -> None:
    """Issue 12, §3: neither is enough alone, and nothing is shown in between; by keyboard."""
    page = with_passkey(rooms, place, "dee")
    office = Office(Desk(rooms.open(PHONE)).sign_in("manager", place.password).page).page
    require(office, "Everyone who signs in")
    survey = Survey(height=PHONE.height, least_text=16, least_target=44)
    page.goto("/staff/concerns/")  # where they are led after it
    page.get_by_label("User name").fill("dee")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_label("Password").press("Enter")
    expect(page.get_by_role("heading", name="Now use your passkey")).to_be_visible()
    survey.look(page, "passkey")
    assert Client(place.url).get("/staff/").status != 200
    other = page.context.new_page()  # the password alone opens no page
    other.goto("/staff/")
    expect(other.get_by_role("heading", name="Sign in")).to_be_visible()
    other.close()
    page.get_by_role("button", name="Use a passkey").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/staff/concerns/")
    expect(page.get_by_role("heading", name="Raise a concern")).to_be_visible()
    require(office, "Nobody")
    assert (survey.axe, survey.text, survey.targets, survey.sideways) == ({}, {}, {}, [])


def require(page: Page, words: str) -> None:
    page.goto("/manage/people/second-step")
    page.get_by_role("radio", name=words).check()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Second step: saved")).to_be_visible()


@pytest.mark.long
def test_an_answer_signs_in_once(rooms: Devices, place: Server) -> None:
    """Whoever saw it cannot send it again; nor after the person has left."""
    page = with_passkey(rooms, place, "bea")
    sent: list[str] = []

    def note(route, request) -> None:
        sent.append(request.post_data_json["credential"])
        route.continue_()

    page.route("**/staff/passkey/sign-in", note)
    use_passkey(page)
    page.wait_for_url("**/staff/")
    thief = Client(place.url)
    thief.open_form("/staff/sign-in")
    for answer in (sent[0], sent[0].replace("a", "b"), "{}", "", "[]", "x" * 9000):
        assert thief.post("/staff/passkey/sign-in", {"credential": answer}).status == 403
    assert "staff" not in thief.cookies
    place.flask("staff", "leave", "bea")
    page.goto("/staff/sign-in")
    use_passkey(page)
    expect(page.get_by_text("This passkey does not sign in here").first).to_be_visible()


def test_without_scripts_or_at_another_address_there_is_no_such_button(
    rooms: Devices, place: Server
) -> None:
    page = rooms.open(PHONE, js=False)
    page.goto("/staff/sign-in")
    expect(page.get_by_role("button", name="Use a passkey instead")).to_be_hidden()
    page = rooms.open(PHONE)
    rooms.watch.excuse("left the origin|answered|console|failed")
    page.goto(f"http://127.0.0.1:{place.port}/staff/sign-in")
    expect(page.get_by_role("button", name="Sign in")).to_be_visible()
    expect(page.get_by_role("button", name="Use a passkey instead")).to_be_hidden()
