"""A second opinion by the meaning of a sentence; optional: without it everything goes on."""
