"""Reads forms off a page and sends them as a browser does."""

from html.parser import HTMLParser

from flask.testing import FlaskClient
from werkzeug.test import TestResponse


class _Forms(HTMLParser):
    """Collects the named fields of each form by its action."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: dict[str, dict[str, str]] = {}
        self._fields: dict[str, str] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._fields = self.forms.setdefault(values["action"], {})
        elif tag == "input" and self._fields is not None:
            self._fields[values["name"]] = values.get("value", "")
        elif tag == "select" and self._fields is not None:
            self._select = values["name"]
        elif tag == "option" and self._fields is not None and "selected" in values:
            self._fields[self._select] = values["value"]

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._fields = None


def forms(html: str) -> dict[str, dict[str, str]]:
    reader = _Forms()
    reader.feed(html)
    return reader.forms


def form(client: FlaskClient, page: str, action: str) -> dict[str, str]:
    """Return the fields of a form on a page, ready to be sent."""
    return forms(client.get(page).text)[action]


def send(client: FlaskClient, page: str, action: str, **typed: str) -> TestResponse:
    """Fill in the form on the page and send it."""
    return client.post(action, data={**form(client, page, action), **typed})
