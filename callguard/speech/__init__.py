"""From telephone audio to words: mu-law, voice gate, Vosk in two tiers, one pool of decoding threads.

Start at `engine.SpeechEngine`; `heard.Heard` is what comes out. docs/speech.md tells the rest.
"""
