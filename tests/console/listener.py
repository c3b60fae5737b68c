"""Listens to a stream of server-sent events as a browser does."""

import json
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

import httpx

WAIT_S = 20.0


@dataclass
class Message:
    event: str
    id: str
    data: dict[str, Any]


@dataclass
class Listener:
    """Keeps all messages; can be waited for."""

    messages: list[Message] = field(default_factory=list)
    over: bool = False
    _changed: threading.Condition = field(default_factory=threading.Condition)

    def wait_for(self, claim: Callable[[list[Message]], bool]) -> list[Message]:
        with self._changed:
            assert self._changed.wait_for(lambda: claim(self.messages), WAIT_S), self.messages
            return list(self.messages)

    def wait_until_over(self) -> None:
        with self._changed:
            assert self._changed.wait_for(lambda: self.over, WAIT_S)

    def changes(self) -> list[Message]:
        return [message for message in self.messages if message.event == "change"]

    def follow(self, response: httpx.Response) -> None:
        message = Message("message", "", {})
        try:
            for line in response.iter_lines():
                name, _, value = line.partition(": ")
                if name == "event":
                    message.event = value
                elif name == "id":
                    message.id = value
                elif name == "data":
                    message.data = json.loads(value)
                elif not line and message.event != "message":
                    self._take(message)
                    message = Message("message", "", {})
        except httpx.HTTPError:
            pass
        with self._changed:
            self.over = True
            self._changed.notify_all()

    def _take(self, message: Message) -> None:
        with self._changed:
            self.messages.append(message)
            self._changed.notify_all()


@contextmanager
def listening(address: str, path: str, cookie: str, **headers: str) -> Iterator[Listener]:
    """Open the stream; it is subscribed to when this yields."""
    listener = Listener()
    request = {"Cookie": f"callguard_session={cookie}", **headers}
    with httpx.stream("GET", address + path, headers=request, timeout=30) as response:
        assert response.status_code == 200
        thread = threading.Thread(target=listener.follow, args=(response,), daemon=True)
        thread.start()
        try:
            yield listener
        finally:
            # Closing alone does not reach a socket that another thread is reading from.
            with suppress(OSError):
                response.extensions["network_stream"].get_extra_info("socket").shutdown(socket.SHUT_RDWR)
            thread.join(timeout=WAIT_S)
