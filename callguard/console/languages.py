"""Which language a page is in: the user's own, or what the browser asks for before sign-in."""

from flask import Flask, request, session
from flask_babel import Babel  # type: ignore[import-untyped]

from callguard.config import Language
from callguard.console.access import signed_in

NAMES = {Language.JA: "日本語", Language.EN: "English", Language.KO: "한국어"}
CHOSEN = "language"


def speak(app: Flask) -> None:
    """Let Flask-Babel choose by the request."""
    Babel(app, default_locale=Language.EN, locale_selector=page_language)


def page_language() -> Language:
    """Return the language of this page."""
    user = signed_in()
    if user is not None:
        return user.language
    chosen = session.get(CHOSEN)
    if chosen in list(Language):
        return Language(chosen)
    return Language(request.accept_languages.best_match(list(Language)) or Language.EN)
