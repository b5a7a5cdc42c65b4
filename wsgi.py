"""What gunicorn and the `flask` command load."""

from kiosk import create_app
from kiosk.config import Config

app = create_app(Config.from_env())
