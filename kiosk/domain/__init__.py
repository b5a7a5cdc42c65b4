"""The rules of the product, pure: no clock, no database, no web."""
