"""What tests, measurements and tools share: a server to start, devices, and the people's moves."""
