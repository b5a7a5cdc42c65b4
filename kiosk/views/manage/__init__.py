"""The manager's room: tablets, people, rules and languages, the poster.

A page here is a manager's unless it says otherwise.
"""

from kiosk.views.front import guards
from kiosk.views.front.pages import Pages

pages = Pages("manage", __name__, audience=guards.manager, english=True, url_prefix="/manage")
