"""Speaks Twilio: signatures, forms, TwiML and media frames; knows nothing of CallGuard."""
