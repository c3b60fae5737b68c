"""From words to hits: packs are compiled once, utterances are matched against all of their patterns at once."""
