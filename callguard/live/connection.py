"""The connection to Redis or Valkey."""

from redis import Redis, exceptions
from redis.backoff import ExponentialBackoff
from redis.retry import Retry


def connect(url: str) -> Redis:
    """Return a client that waits out a short restart of the server before it gives up."""
    return Redis.from_url(
        url,
        protocol=2,
        socket_timeout=5,
        socket_connect_timeout=2,
        health_check_interval=30,
        retry=Retry(ExponentialBackoff(cap=0.5, base=0.05), retries=8),
        retry_on_error=[exceptions.ConnectionError, exceptions.TimeoutError, exceptions.BusyLoadingError],
    )
