"""What an utterance means, as a sentence encoder sees it: an optional second opinion beside the packs."""
