"""The answers that a patient chooses among on pages that no policy words (K10, R4)."""

from kiosk.domain.sentences import say

YES_NO = {"yes": say("Yes"), "no": say("No")}
AGREES = {"spoken": say("I say yes"), "gesture": say("I show yes with a sign")}
WITNESS_RECORDS = {"no": say("No"), "yes": say("Yes")}
HELPERS = {
    "staff": say("A member of staff"),
    "companion": say("Family, friend or carer"),
    "interpreter": say("Interpreter"),
    "other": say("Someone else"),
}
SAYS = ("yes", "no", "ask")  # of another person in the room, worded by the policy (K5)
SIGNS = {"typed": say("Type my name"), "drawn": say("Draw it")}
