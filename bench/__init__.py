"""How fast Ask First is, against a control in the same run: `python -m bench`."""
