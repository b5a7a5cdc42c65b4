"""What makes a page installable on a home screen (W3C Web App Manifest)."""

from typing import Any

from flask import Response, jsonify

from kiosk.assets import asset_url

THEME = "#003087"
PICTURES = (192, 512)  # pixels; made by tools/icons.py


def web_manifest(name: str, short_name: str, start: str, **more: Any) -> Response:
    """A manifest for the page at `start`; `more` are further members, such as `display`."""
    icons = [
        {"src": asset_url("icon.svg"), "sizes": "any", "type": "image/svg+xml"},
        # Home screens that take no SVG; their edges may be cut off.
        *(
            {
                "src": asset_url(f"icon-{size}.png"),
                "sizes": f"{size}x{size}",
                "type": "image/png",
                "purpose": "any maskable",
            }
            for size in PICTURES
        ),
    ]
    response = jsonify(
        {
            "name": name,
            "short_name": short_name,
            "id": start,
            "start_url": start,
            "scope": start,
            "theme_color": THEME,
            "background_color": "#ffffff",
            "icons": icons,
            **more,
        }
    )
    response.mimetype = "application/manifest+json"
    return response
