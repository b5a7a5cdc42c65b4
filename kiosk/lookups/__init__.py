"""What is found by a key, a link or a signature: over store and signing. Nothing changes here."""
