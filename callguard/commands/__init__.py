"""Groups of `callguard`'s commands; each imports what is heavy when it runs."""
