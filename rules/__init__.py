"""What is allowed: pure values and functions over a call's events; no I/O, no clock, no randomness."""
