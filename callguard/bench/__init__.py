"""Measurements that anyone can repeat: `callguard bench`."""
