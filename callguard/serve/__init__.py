"""Runs CallGuard's processes: each by itself, or all of them on one machine."""
