"""What workers do: carry out effects, each safe to run twice."""
