"""The words of what only staff who sign in, or come in by a link, can be refused (in English)."""

from collections.abc import Mapping

# By code: a title, what happened, the page to go on to, and its words.
ACCOUNT: Mapping[str, tuple[str, str, str, str]] = {
    "proof_needed": (
        "Prove that it is you",
        "This asks for your password.",
        "staff.prove",
        "Go on",
    ),
    "wrong_password": (
        "That is not your password",
        "Check it and try again.",
        "staff.prove",
        "Go on",
    ),
    "code_needed": (
        "A code is needed too",
        "Sign in again, and type the code.",
        "staff.sign_in",
        "Sign in",
    ),
    "wrong_code": (
        "That code does not work",
        "It may be mistyped, or used before. Wait for the next one in your app, and type that.",
        "staff.sign_in",
        "Sign in",
    ),
    "half_way_gone": (
        "Please sign in again",
        "The code came too long after the password. Nothing was changed.",
        "staff.sign_in",
        "Sign in",
    ),
    "second_step_owed": (
        "Set up a second step first",
        "This place asks for one when you sign in.",
        "staff.second_step",
        "Set it up",
    ),
    "passkey_refused": (
        "This passkey does not sign in here",
        "Try again, choose another, or use your password.",
        "staff.sign_in",
        "Sign in",
    ),
    "invitation_unknown": (
        "This link does not work",
        "Part of it may be missing. Copy all of it, or ask for a new one.",
        "staff.sign_in",
        "Sign in",
    ),
    "invitation_used": (
        "This link has been used",
        (
            "It works once. If it was you, sign in with the user name and password that you chose. "
            "If it was not, tell your manager at once, and ask for a new link."
        ),
        "staff.sign_in",
        "Sign in",
    ),
    "invitation_over": (
        "This link is too old",
        "It worked for 72 hours, or was withdrawn. Ask your manager for a new one.",
        "staff.sign_in",
        "Sign in",
    ),
    "invitation_other": (
        "Somebody else is signed in here",
        "Sign out first, or open the link in another browser. Nothing was changed.",
        "staff.today",
        "Go to today’s list",
    ),
}
