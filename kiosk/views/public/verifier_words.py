"""What the checker says, by key, in the language of its reader: its scripts hold no sentence.

A key is plain English and keeps its meaning: a script of another version than the page that it
stands in may look for one that is not there, and then shows the key itself.
"""

import datetime
from functools import cache
from itertools import combinations
from typing import Any, Literal

from babel import dates

from kiosk.domain.sentences import say
from kiosk.domain.vocabulary import RECORDING_TYPES
from kiosk.lookups import evidence
from kiosk.store import queries
from kiosk.views.front import language
from kiosk.views.front.bands import part_words, type_words
from kiosk.views.public.home import EVIDENCE

MAX_MINUTES, MAX_HOURS, MAX_DAYS = 59, 47, 30  # said as "... ago"; what is older has its date alone
Unit = Literal["minute", "hour", "day"]

# The large words of a verdict, and the sentences under them.
VERDICTS = {
    "cannot_tell": say("Cannot tell"),
    "cannot_tell_yet": say("Cannot tell yet"),
    "connect_this_device_once": say(
        "This device has no keys. Connect it to the network once, then check again."
    ),
    "update_this_page": say("Cannot tell: update this page"),
    "it_says_more_than_this_page_knows": EVIDENCE[evidence.NEWER].text,
    "not_a_receipt": EVIDENCE["not_a_receipt"].word,
    "it_cannot_be_read": EVIDENCE["not_a_receipt"].text,
    "check_it_with_its_receipt": say(
        "This is a decision without its receipt. Check the whole address that holds both."
    ),
    "check_the_clock": say("It is dated in the future. Check the clock of this device."),
    "from_another_place": say("From another place"),
    "check_it_there": say(
        "It says that it comes from %(there)s. This page knows only %(here)s. Check it there."
    ),
    "connect_and_check_again": say(
        "It is signed with a key that this device does not know yet. "
        "Connect to the network, then check again."
    ),
    "do_not_go_by_it": EVIDENCE["not_genuine"].word,
    "it_was_not_signed_here": EVIDENCE["not_genuine"].text,
    "withdrawn": say("Withdrawn"),
    "the_patient_changed_their_mind": say(
        "Genuine. But the patient has changed their mind. Do not record."
    ),
    "replaced": say("Replaced"),
    "ask_for_the_newer_receipt": say(
        "Genuine, but the patient has signed again since. Ask for the newer receipt."
    ),
    "no_recording": say("No recording"),
    "the_patient_said_no": say("Genuine: the patient said no to recording."),
    "out_of_date": say("Out of date"),
    "it_was_for_use_until": say("Genuine, but it was for use only until %(until)s."),
    "agreement_was_for_use_until": say("The agreement was for use only until %(until)s."),
    "a_running_one_may_finish": say(
        "A recording that has begun may finish. Ask the health worker."
    ),
    "not_agreed": say("Not agreed"),
    "not_agreed_as_of": say("Genuine, but the health worker did not agree, as of %(at)s."),
    "do_not_go_by_the_agreement": say("Agreement not genuine"),
    "the_receipt_alone_holds": say(
        "The receipt is genuine. The decision shown with it is not: do not go by it."
    ),
    "not_of_this_receipt": say("Not of this receipt"),
    "the_decision_is_on_another": say(
        "Both are genuine. But the decision is not on what this receipt asks: do not go by it."
    ),
    "no_agreement_now": say("No agreement now"),
    "it_was_agreed_until_now": say("It was agreed at %(at)s, and does not hold now."),
    "wait": say("Wait"),
    "genuine_ask": say("Genuine, may have been withdrawn: ask"),
    "genuine_agreed_ask": say("Genuine. Agreed: %(types)s. May have been withdrawn: ask"),
    "genuine_agreed_with_conditions_ask": say(
        "Genuine. Agreed with conditions: %(types)s. May have been withdrawn: ask"
    ),
    "genuine_as_of": say("Genuine, not withdrawn as of %(at)s"),
    "genuine_agreed_as_of": say("Genuine. Agreed: %(types)s. Not withdrawn as of %(at)s"),
    "genuine_agreed_with_conditions_as_of": say(
        "Genuine. Agreed with conditions: %(types)s. Not withdrawn as of %(at)s"
    ),
    "no_agreement_in_it_ask": say("It does not say that a health worker agrees: ask."),
    "nothing_heard_about_it": say("This device has heard nothing about it."),
    "the_clock_seems_wrong": say("The clock of this device seems to be wrong."),
    "this_device_last_heard": say("This device last heard at %(at)s."),
    "ask_the_health_worker": say("Ask the health worker."),
}

# What was decided, by whom, and the rows under the verdict.
FACTS = {
    "agreed_to": say("Agreed: %(types)s."),
    "agreed_with_conditions_to": say("Agreed with conditions: %(types)s."),
    "not_agreed_to": say("Not agreed: %(types)s."),
    "not_agreed_to_anything": say("Not agreed."),
    "wait_until": say("Asked to wait until %(until)s."),
    "wait_until_they_say_so": say("Asked to wait until the health worker says so."),
    "decided_by_a_health_worker": say("Decided by a health worker at %(at)s."),
    "decided_by_a_manager": say("Decided by a manager at %(at)s."),
    "it_does_not_hold_now": say("It does not hold now."),
    "a_condition_ask": say("A condition: ask the health worker"),
    "receipt": say("Receipt"),
    "genuine": say("Genuine"),
    "signed": say("Signed"),
    "for_use_until": say("For use until"),
    "health_worker": say("Health worker"),
    "the_receipt_does_not_say_ask": say("The receipt alone does not say: ask"),
    "types_and_part": say("%(types)s, %(part)s."),
    "asked_for": say("Asked for"),
    "talking_only": part_words("talking"),
    "the_whole_visit": part_words("whole"),
    "who_records": say("Who records"),
    "the_patient": say("The patient"),
    "the_person_with_them": say("The person with them"),
    "a_member_of_staff": say("A member of staff"),
    "place": say("Place"),
}

# What this device knows, and the camera.
DEVICE = {
    "checking": say("Checking…"),
    "last_heard": say("Last heard at %(at)s."),
    "too_long_ago": say("That is too long ago to be sure."),
    "no_status_list_yet": say("No status list yet."),
    "nothing_yet_connect_once": say("Nothing yet. Connect to the network once."),
    "works_without_a_network": say("This page works without a network."),
    "no_way_to_the_server": say(
        "There is no way to the server now: this page goes by what it last heard."
    ),
    "older_list_not_used": say(
        "The server offered a list older than one this device has seen. It was not used."
    ),
    "bad_list_not_used": say(
        "The server offered a list that is not signed as it should be. It was not used."
    ),
    "just_now": say("just now"),
    "time_and_day": say("%(time)s, %(day)s"),
    "paste_the_address": say("Paste the address instead."),
    "camera_needs_https": say("The camera works only over https."),
    "no_camera": say("There is no camera here."),
    "camera_not_allowed": say(
        "The camera is not allowed. Allow it in the browser, or paste the address instead."
    ),
    "camera_in_use": say("Something else is using the camera."),
    "camera_lost": say("The camera was lost. Start it again, or paste the address instead."),
    "camera_cannot_be_used": say("The camera cannot be used."),
    "camera_starting": say("Starting the camera."),
    "hold_the_code_in_the_picture": say("Hold the receipt’s QR code in the picture."),
    "camera_interrupted": say(
        "Something else has the camera now, such as a call. "
        "Start it again, or paste the address instead."
    ),
    "another_code": say("That is another QR code, not a receipt’s."),
}
SENTENCES = {**VERDICTS, **FACTS, **DEVICE}


def in_language(site: queries.Site) -> dict[str, Any]:
    """All that the scripts say in the language of this page, and the clocks to say times by."""
    spoken = language.locale()
    return {
        "code": language.language(),
        "words": {key: language.translated(text) for key, text in SENTENCES.items()},
        "types": _types(),
        "months": _months(spoken),
        "minutes": _ago("minute", MAX_MINUTES, spoken),
        "hours": _ago("hour", MAX_HOURS, spoken),
        "days": _ago("day", MAX_DAYS, spoken),
        "clock": site.timezone,
        "clocks": queries.site_clocks(),
    }


def _types() -> dict[str, str]:
    """Every choice of types as people say it: `sound video photo` is `sound, video and photos`."""
    counts = range(1, len(RECORDING_TYPES) + 1)
    chosen = [each for count in counts for each in combinations(RECORDING_TYPES, count)]
    return {" ".join(each): _within(language.translated(type_words(each))) for each in chosen}


def _within(name: str) -> str:
    """As it stands in the middle of a sentence."""
    return name[:1].lower() + name[1:]


@cache
def _months(spoken: str) -> list[str]:
    """The months as they stand in a date (CLDR): in Polish another word than by themselves."""
    firsts = [datetime.date(2001, month, 1) for month in range(1, 13)]
    return [dates.format_date(each, "MMMM", locale=spoken) for each in firsts]


@cache
def _ago(unit: Unit, most: int, spoken: str) -> list[str]:
    """`1 minute ago`, `2 minutes ago` and so on: browsers do not know all of our languages."""
    lengths = [datetime.timedelta(**{f"{unit}s": -count}) for count in range(1, most + 1)]
    return [
        dates.format_timedelta(each, unit, threshold=1000, add_direction=True, locale=spoken)
        for each in lengths
    ]
