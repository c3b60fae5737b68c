"""The demonstration: a site of its own, three calls played by the simulator, and what came of them."""
