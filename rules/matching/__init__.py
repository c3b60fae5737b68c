"""From words to hits: packs are compiled once, and all their patterns are matched at once."""
