"""The words of every refusal and fault, by code. Plain, blameless, and with a next step."""

from dataclasses import dataclass, replace

from kiosk.domain import roles
from kiosk.domain.refusals import Crowded, Refusal, TooManyTries
from kiosk.domain.roles import Roles
from kiosk.domain.sentences import say
from kiosk.views.front.account_messages import ACCOUNT


@dataclass(frozen=True)
class Message:
    """A title, what happened, and where to go: `link` is a route, `action` its words."""

    title: str
    text: str
    link: str = "public.home"
    action: str = say("Go to the start")

    def with_number(self, number: int) -> "Message":
        """The same message with a number put where it says %(number)s."""
        return replace(self, text=say(str(self.text), number=number))


TODAY = {"link": "staff.today", "action": "Go to today’s list"}

REFUSALS = {code: Message(*words) for code, words in ACCOUNT.items()} | {
    "not_found": Message(
        say("We cannot find that page"),
        say(
            "Part of the address may be missing. Or what it showed was deleted, to keep it private."
        ),
    ),
    "wrong_host": Message(
        say("We cannot find that page"),
        say("This service has another address. Scan the code again, or ask a member of staff."),
    ),
    "foreign_page": Message(
        say("Please try that again"),
        say(
            "Another website sent this, so nothing was changed. Open our own page, and do it there."
        ),
    ),
    "not_allowed": Message("This page is closed", "Nobody may open it.", **TODAY),
    "sign_in_needed": Message(
        "Please sign in again",
        "You were away for a while, so we signed you out. Nothing was changed. "
        "Sign in, then do it again.",
        "staff.sign_in",
        "Sign in",
    ),
    "fetched_ahead": Message(
        "Open this page yourself",
        "A browser asked for it before you did, so nothing of it was shown.",
        **TODAY,
    ),
    "still_in_use": Message(
        "This cannot be deleted yet",
        "Its receipt is in use, a recording goes on, or a concern is open. Nothing was deleted.",
        "manage.records",
        "Go to records and requests",
    ),
    "reason_needed": Message(
        "Say first why you look", "That visit is over. Open its card, and say why.", **TODAY
    ),
    "place_needed": Message("Where are you working today?", "Choose the place.", "staff.where"),
    "wrong_sign_in": Message(
        "Wrong user name or password", "Check both and try again.", "staff.sign_in", "Sign in"
    ),
    "too_many_tries": Message(
        say("Too many wrong tries"),
        say(
            "To keep everyone safe, this is blocked for a while. "
            "Try again in about %(number)s minutes."
        ),
    ),
    "crowded": Message(
        say("Too many people are starting now"),
        say(
            "This is not about you. Many phones started here in a short time. Please use the "
            "tablet, or ask at reception. Or try again in about %(number)s minutes. You get your "
            "care, whatever happens here."
        ),
    ),
    "crowded_signing": Message(
        say("We could not take your signature just now"),
        say(
            "This is not about you. Many people signed here in a short time. We have kept your "
            "answers. Try again in about %(number)s minutes, or ask at reception. You get your "
            "care, whatever happens here."
        ),
    ),
    "too_many_guesses": Message(
        say("Too many wrong codes were tried"),
        say(
            "For safety, no code works from this network for about %(number)s minutes. Please use "
            "the tablet, or ask at reception."
        ),
    ),
    "kiosk_not_paired": Message(
        "This tablet is not set up yet",
        "A member of staff can set it up with a pairing code from the manager’s page.",
        "kiosk.pair",
        "Enter a pairing code",
    ),
    "kiosk_out_of_order": Message(
        say("This tablet is not working now"),
        say("Please ask at reception, or use the code on the poster."),
        "kiosk.attract",
        say("Go to the start"),
    ),
    "handoff_bad": Message(
        say("This link does not work"),
        say("Check what you typed, or scan the code again. Or ask at reception."),
    ),
    "handoff_expired": Message(
        say("This link is too old"),
        say("Links from the tablet work for 15 minutes. Scan the code on the tablet again."),
    ),
    "handoff_used": Message(
        say("This code has been used"),
        say(
            "Each code works once. If it was you, go back to the page that you were on. "
            "If not, ask a member of staff to show you a new one."
        ),
    ),
    "handoff_over": Message(
        say("This link is too old"),
        say("It worked until this place closed. Please ask a member of staff for a new one."),
    ),
    "journey_gone": Message(
        say("Your answers are no longer here"),
        say(
            "We soon delete answers that nobody signed, to keep them private. "
            "Please start again: use the tablet, or scan its code with your phone. "
            "Did you sign? Then open the page of your receipt."
        ),
    ),
    "rules_changed": Message(
        say("The rules here have just changed"),
        say(
            "They changed while you were reading. Nothing was signed. Please start again, so that "
            "you sign the rules that hold now."
        ),
    ),
    "no_policy": Message(
        say("Not ready yet"),
        say("This place has not published its recording rules. Please ask a member of staff."),
    ),
    "site_closed": Message(
        say("Not in use here"),
        say("You cannot ask to record here at the moment. Please ask a member of staff."),
    ),
    "asking_paused": Message(
        say("Asking to record is paused"),
        say("Nobody can begin to ask here now. Please try again later, or ask a member of staff."),
    ),
    "code_while_paused": Message(
        "Asking to record is paused",
        "No code was made: a patient could not begin with it now. Tell them when they can ask "
        "again. A manager can end the pause, under This practice.",
        **TODAY,
    ),
    "receipt_elsewhere": Message(
        "A receipt from another place",
        "It is genuine, but it was signed for another site. Ask the patient to sign here.",
        **TODAY,
    ),
    "code_bad": Message("That is not a receipt code", "Check the code and try again.", **TODAY),
    "code_unknown": Message(
        "No receipt here has that code", "Check the code and try again.", **TODAY
    ),
    "receipt_moved": Message(
        "This receipt was signed under another address",
        "Our key signed it, so it is no forgery. Whoever looks after this server can name the "
        "address in ASKFIRST_FORMER_URLS. Until then, ask the patient to sign here.",
        **TODAY,
    ),
    "receipt_false": Message(
        "This is not a genuine receipt",
        "It was not signed by this service, or it has been changed. Ask the patient to sign here.",
        **TODAY,
    ),
    "receipt_lost": Message(
        "Signed here, but we have no record of it",
        "The receipt is genuine. Our records were put back from an older copy, so nobody can see "
        "what was agreed. Ask the patient to sign again.",
        **TODAY,
    ),
    "receipt_unreadable": Message(
        "That is not a receipt",
        "It cannot be read as one. Scan it again, copy its whole address, or type its code.",
        **TODAY,
    ),
    "receipt_garbled": Message(
        "The scanner changed the letters",
        "It made them all capitals, or all small. Scan with the camera, or type the code.",
        **TODAY,
    ),
    "changed_meanwhile": Message(
        say("Somebody changed this a moment ago"),
        say("Nothing of yours was saved. Open it again to see what holds now."),
        **TODAY,
    ),
    "may_not_record": Message(
        "Recording cannot start", "Open the patient’s card to see what holds now.", **TODAY
    ),
    "cannot_decide": Message(
        "There is nothing to decide now", "Open the patient’s card to see what holds now.", **TODAY
    ),
    "not_verified": Message(
        "Check the receipt first", "Nothing was decided. Pick the patient from the list.", **TODAY
    ),
    "row_unreadable": Message(
        "Part of this cannot be read",
        "It was changed or damaged where it is kept, so nothing was agreed. "
        "Ask the patient to sign again.",
        **TODAY,
    ),
    "verification_stands": Message(
        "A decision was made for this person",
        "Take the decision back first, or stop and hand over. Then say that it is not them.",
        **TODAY,
    ),
    "nothing_decided": Message(
        "No decision stands now", "Open the patient’s card to see what holds now.", **TODAY
    ),
    "too_late_to_undo": Message(
        "It is too late to take that back",
        "A recording was started under this decision. Make a new decision on the card instead.",
        **TODAY,
    ),
    "not_recording": Message("Nothing is being recorded", "There is nothing to stop.", **TODAY),
    "not_withdrawable": Message(
        say("There is nothing to take back"), say("This receipt is no longer in use.")
    ),
    "wrong_pairing_code": Message(
        "That pairing code does not work",
        "It is wrong, used or too old. Ask for a new one.",
        "kiosk.pair",
        "Enter a pairing code",
    ),
    "cannot_replace": Message(
        say("This cannot be changed now"),
        say(
            "Your health worker may have decided, or this receipt may have ended. "
            "Nothing was signed. Open your receipt to see what holds now."
        ),
    ),
    "no_tries_left": Message(
        say("Please ask your health worker"),
        say("There were too many tries for this receipt, so it cannot be changed on this phone."),
    ),
    "move_gone": Message(
        say("This link does not work any more"),
        say(
            "It works once, and for ten minutes. Look at the tablet again, or ask a member of "
            "staff."
        ),
    ),
    "poster_mistyped": Message(
        say("That code has a mistake in it"),
        say(
            "Look at the poster again, and check each letter and number. Or scan its code with "
            "your phone’s camera."
        ),
    ),
    "poster_gone": Message(
        say("This poster is out of date"),
        say("Its code was changed. Please ask at reception: they can show you the new one."),
    ),
    "invalid_input": Message(
        say("Something is missing"), say("Go back and check what you entered. Nothing was saved.")
    ),
}

FAULTS = {
    "forged": Message(
        say("Please try that again"),
        say(
            "This page was open for a long time, or in two windows. Nothing was changed. "
            "Go back, reload the page and try again."
        ),
    ),
    "too_large": Message(
        say("That was too big to send"),
        say(
            "Nothing was saved. Go back and send less: for a drawn signature, clear it and sign "
            "again with fewer lines, or type your name."
        ),
    ),
    "busy": Message(
        say("We could not save that just now"),
        say("Nothing was lost and nothing was changed. Wait a moment, then try again."),
    ),
    "404": REFUSALS["not_found"],
    "405": Message(
        say("That page cannot be opened this way"),
        say("Go back to the page before and use its button."),
    ),
    "http": Message(
        say("Something went wrong here"),
        say(
            "It is our fault, not yours. Nothing was changed. Try again; if it goes on, tell a "
            "member of staff. Your care is not affected."
        ),
    ),
}


def message_of(refusal: Refusal) -> Message:
    """What a refusal says, its number put in where it has one."""
    message = REFUSALS[refusal.code]
    if isinstance(refusal, Crowded) and refusal.budget == "tablet" and refusal.code == "crowded":
        return REFUSALS["kiosk_out_of_order"]  # which does not send anyone to the tablet
    return message.with_number(refusal.minutes) if isinstance(refusal, TooManyTries) else message


def not_allowed(wanted: Roles, theirs: Roles, managers: list[str]) -> Message:
    """Which role a page or an act is for, and who can give it to somebody signed in without it."""
    who = roles.listed(managers, "or") or "a manager"
    return Message(
        f"This is for {roles.people_in_words(wanted)}",
        f"You are signed in as {roles.in_words(theirs) or 'nobody in particular'}, so it was not "
        f"opened and nothing was changed. If you need it, ask {who} to change your roles: that is "
        "under “People who can sign in” on the page Manage.",
        **TODAY,
    )


def in_one_line(refusal: Refusal) -> str:
    """A refusal for beside a field."""
    message = message_of(refusal)
    return f"{message.title}. {message.text}"
