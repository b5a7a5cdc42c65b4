"""Everyone who is there on a busy morning: tablets, phones and clinicians, as they come and go."""

import asyncio
import itertools
import re
import secrets
import time
from collections import Counter, defaultdict, deque
from collections.abc import Sequence
from typing import Any

from harness.answers import FIELDS, SHORT_WAY
from harness.light import Light, Page, every
from harness.server import Server
from kiosk.config import Config
from kiosk.links import to_handoff
from kiosk.operator.founding import secrets_of

TABLETS, PHONES, CLINICIANS = 30, 600, 120
SIGNINGS = 4.0  # a second: half on tablets, half on phones
POLL, LIST, BARS = 2.0, 3.0, 5.0  # seconds between two looks of a page
ARRIVE = 60.0  # in which those who hold a receipt already open it
THINK = 0.5  # seconds on a page, and of many more people at once for it
ANSWERS: dict[str, Any] = FIELDS | SHORT_WAY["usual"]
SEEN = re.compile(r'hx-get="([^"]*seen=[^"]*)"')
Made = list[dict[str, Any]]  # of harness.prepare
CODE = re.compile(r"\b[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}\b")
CARD = re.compile(r'action="(/staff/consents/[^"/]+)/verify"')
MAX_STEPS = 40


class Morning:
    """Everyone who is there, and what became of their requests."""

    def __init__(self, servers: Sequence[Server], seconds: int, part: float) -> None:
        self.host = f"127.0.0.1:{servers[0].port}"  # under which all of them are known
        self.ports = itertools.cycle([server.port for server in servers])
        self.until = time.monotonic() + seconds
        self.seconds, self.part = seconds, part
        self.took: dict[str, list[float]] = defaultdict(list)
        self.wrong: Counter[str] = Counter()
        self.addresses = (f"10.{n >> 16}.{n >> 8 & 255}.{n & 255}" for n in itertools.count(1))
        self.secrets = secrets_of(Config.from_env(servers[0].env))
        self.signed = self.late = self.decided = 0
        self.followers: deque[asyncio.Task[None] | None] = deque()
        self.to_verify: deque[str] = deque()  # codes and tokens that nobody has checked

    def note(self, what: str, seconds: float, status: int) -> None:
        self.took[what].append(seconds)
        if not 200 <= status < 400:
            self.wrong[f"{what}: {status or 'no answer'}"] += 1

    def newcomer(self) -> Light:
        """Somebody whom the proxy in front sends to the next server."""
        return Light(next(self.ports), self.host, next(self.addresses), self.note)

    # --- patients ---

    async def walk(self, who: Light, begin: str) -> str:
        """From the button that begins to the receipt; where that is, or ""."""
        place, page = await self._press(who, begin)
        for _step in range(MAX_STEPS):
            if "/r/" in place or "/receipt" in place or page.status != 200:
                break
            await asyncio.sleep(THINK)
            place, page = await self._press(who, place)
        if page.status != 200 or "receipt" not in place and "/r/" not in place:
            self.wrong[f"walk ended at {place.rsplit('/', 1)[-1]}"] += 1
            return ""
        self.signed += 1
        self.to_verify.extend(CODE.findall(page.text)[:1])
        return page.text

    async def _press(self, who: Light, place: str) -> tuple[str, Page]:
        what = "sign" if place.endswith("/check") else "walk, POST"
        page = await who.post(place, ANSWERS if "/journey/" in place else {}, what)
        while page.location:
            place = page.location
            page = await who.open_form(place, "walk, page")
        return place, page

    async def at_tablet(self, tablet: Light) -> None:
        await tablet.open_form("/kiosk", "first screen")
        if await self.walk(tablet, "/kiosk/start"):
            await tablet.get("/kiosk", "first screen")

    async def by_phone(self, handle: str) -> None:
        phone = self.newcomer()
        link = f"/h/{to_handoff(self.secrets, handle, int(time.time()))}"
        await phone.open_form(link, "first screen")
        receipt = await self.walk(phone, link)
        found = SEEN.search(receipt)
        if found:
            await self.follow(phone, found[1].replace("&amp;", "&"))

    async def follow(self, phone: Light, path: str) -> None:
        """A receipt page that looks again by itself, until as many that are newer do: who has been
        seen goes home.
        """
        at = [path]
        self.followers.append(asyncio.current_task())
        if len(self.followers) > self.count(PHONES) and (oldest := self.followers.popleft()):
            oldest.cancel()

        async def look() -> None:
            page = await phone.get(at[0], "receipt status")
            found = SEEN.search(page.text) if page.status == 200 else None
            at[0] = found[1].replace("&amp;", "&") if found else at[0]

        await every(POLL, self.until, look)

    # --- clinicians ---

    async def clinic(self, desk: Light) -> None:
        """The list is open, and every half minute somebody comes in."""
        at = ["/staff/list"]

        async def look() -> None:
            page = await desk.get(at[0], "today's list")
            found = SEEN.search(page.text) if page.status == 200 else None
            at[0] = found[1].replace("&amp;", "&") if found else at[0]

        async def see() -> None:
            if self.to_verify:
                await self._visit(desk, self.to_verify.popleft())

        pause = CLINICIANS / SIGNINGS
        starts = [some_of(each) for each in (pause, LIST, BARS)]  # nobody keeps in step
        bars = lambda: desk.get("/staff/bars?seen=open&but=0", "bars")  # noqa: E731
        await asyncio.gather(
            every(pause, self.until, see, starts[0]),
            every(LIST, self.until, look, starts[1]),
            every(BARS, self.until, bars, starts[2]),
        )

    async def _visit(self, desk: Light, entry: str) -> None:
        """Scan, match, agree."""
        page = await desk.post("/staff/verify", {"entry": entry, "at_once": "yes"}, "scan")
        found = CARD.search(page.text) if page.status == 200 else None
        if found is None:
            return
        card = found[1]
        await asyncio.sleep(THINK)
        await desk.post(f"{card}/verify", {}, "verify")
        page = await desk.get(card, "card")
        await asyncio.sleep(THINK)
        form = page.form(f"{card}/decide") if page.status == 200 else {}
        said = {"kind": "agreed", "types": "sound", "others": "no", "care": "no"}
        made = await desk.post(f"{card}/decide", form | said, "decide")
        self.decided += made.status == 303

    # --- all together ---

    async def pass_by(
        self,
        tablets: list[dict[str, str]],
        people: list[dict[str, Any]],
        held: list[dict[str, Any]],
    ) -> None:
        """The whole morning."""
        screens = [await self._tablet(each) for each in tablets]
        desks = [await self._desk(person) for person in people]
        self.took.clear()
        self.until = time.monotonic() + self.seconds
        free = deque(screens)
        self.to_verify.extend(each["token"] for each in held[: self.count(CLINICIANS)])
        jobs = [asyncio.create_task(self.clinic(desk)) for desk in desks]
        jobs += [asyncio.create_task(self._holds(each)) for each in held[: self.count(PHONES)]]
        handles = itertools.cycle(each["handle"] for each in tablets)
        pace = 2 / (SIGNINGS * self.part)

        async def on_tablet() -> None:
            if not free:
                self.late += 1
                return
            tablet = free.popleft()
            await self.at_tablet(tablet)
            free.append(tablet)

        def begin() -> None:
            jobs.append(asyncio.create_task(on_tablet()))
            jobs.append(asyncio.create_task(self.by_phone(next(handles))))

        await every(pace, self.until, begin)
        await asyncio.wait(jobs, timeout=30)

    async def _holds(self, consent: dict[str, Any]) -> None:
        phone = self.newcomer()
        await asyncio.sleep(some_of(ARRIVE))
        page = await phone.get(f"/r/{consent['page']}", "receipt")
        found = SEEN.search(page.text) if page.status == 200 else None
        if found:
            await self.follow(phone, found[1].replace("&amp;", "&"))

    async def _tablet(self, made: dict[str, Any]) -> Light:
        tablet = self.newcomer()
        await tablet.open_form("/kiosk/pair", "pairing")
        await tablet.post("/kiosk/pair", {"code": made["code"]}, "pairing")
        return tablet

    async def _desk(self, person: dict[str, Any]) -> Light:
        desk = self.newcomer()
        await desk.open_form("/staff/sign-in", "sign-in")
        said = {"username": person["username"], "password": person["password"]}
        await desk.post("/staff/sign-in", said, "sign-in")
        await desk.open_form("/staff/scan", "sign-in")
        return desk

    def count(self, of: int) -> int:
        return max(1, round(of * self.part))


def some_of(seconds: float) -> float:
    """Any part of a time."""
    return seconds * secrets.randbelow(1000) / 1000
