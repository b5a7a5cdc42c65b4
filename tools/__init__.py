"""What set-up and development run; the product itself imports nothing from here."""
