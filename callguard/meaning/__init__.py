"""A second opinion by the meaning of a sentence; optional, and gone without a trace where it is not installed."""
