"""The clinician's room: sign in, today's list, check a receipt, the card, the visit.

A page here is a clinician's unless it says otherwise.
"""

from kiosk.views.front import guards
from kiosk.views.front.pages import Pages

pages = Pages("staff", __name__, audience=guards.clinician, english=True, url_prefix="/staff")
