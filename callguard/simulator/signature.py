"""Twilio's signature, computed by Twilio's own library so that no second opinion creeps in."""

from collections.abc import Mapping

from twilio.request_validator import RequestValidator


class Signer:
    """Signs with the account's token, as Twilio does for every request it sends."""

    def __init__(self, auth_token: str) -> None:
        self._validator = RequestValidator(auth_token)

    def sign(self, url: str, form: Mapping[str, str]) -> str:
        """The value of `X-Twilio-Signature` for this address and these POST parameters."""
        return str(self._validator.compute_signature(url, dict(form)))
