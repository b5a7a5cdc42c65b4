"""What every room of pages shares: declarations, guards, headers, errors, rendering, language."""
