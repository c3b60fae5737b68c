"""What CallGuard asks of Twilio."""
