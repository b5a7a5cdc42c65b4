"""Pages for anyone: what this is, is a receipt genuine, checking without this server."""
