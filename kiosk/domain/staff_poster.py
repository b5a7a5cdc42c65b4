"""What the poster in the staff room says (M8, K3, K5, K8, K9): in English, as all staff's pages.

The law and the local rule stay apart: nothing here calls a recording illegal, and care goes on.
"""

from kiosk.domain.covert import Told

TITLE = "A patient wants to record: what to do"
ASKED_TITLE = "When a patient asks"
FOUND_TITLE = "When someone films without asking"
HERE_TITLE = "Our rules here, version %(version)s"
TELL_TITLE = "Whom to tell"

ASKED: tuple[Told, ...] = (
    Told("Thank them for asking.", "By law they may record their own visit for themselves."),
    Told(
        "Show them the way:",
        "the tablet, the poster or a code from you. It takes about %(how_long)s.",
    ),
    Told(
        "Check the receipt, then decide,",
        "type by type: agree, agree with conditions, wait, or do not agree.",
    ),
    Told(
        "You may say no to being recorded,",
        "and need not say why. A colleague can see the patient instead. Does recording help "
        "because of a disability? Look for another way first.",
    ),
    Told("Ask everyone in the room.", "One no, and recording waits until they have left."),
    Told("Say “stop” whenever you need to.", "Care goes ahead, whatever is decided."),
)
TELL = (
    "Tell %(managers)s. Or sign in and raise a concern at the address below: a recording that was "
    "found, a post, or that you were recorded and it worries you."
)
