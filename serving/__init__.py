"""How gunicorn serves Ask First. It knows nothing of the application."""
