"""Flask-Babel's translation, typed; the catalogues are made from the English given to these."""

from typing import cast

import flask_babel  # type: ignore[import-untyped]


def gettext(message: str, **values: object) -> str:
    """Return the message in the page's language, its places filled."""
    return cast("str", flask_babel.gettext(message, **values))


def lazy_gettext(message: str) -> str:
    """Return what becomes the message in the language of the page that shows it."""
    return cast("str", flask_babel.lazy_gettext(message))
