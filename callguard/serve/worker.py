"""A worker process: one queue, one job at a time, not forking for each."""

from rq import Queue
from rq.worker import SimpleWorker

from callguard.jobs.effects import bind
from callguard.live.queues import TIMEOUT_S
from callguard.site import Site

QUEUES = tuple(TIMEOUT_S)


def run_worker(site: Site, queue_name: str, *, burst: bool = False) -> None:
    """Work until told to stop. RQ keeps a popped job safe only for a worker of a single queue."""
    bind(site.worker)
    queue = Queue(queue_name, connection=site.redis, serializer="json")
    worker = SimpleWorker([queue], connection=site.redis, serializer="json")
    worker.work(burst=burst, logging_level="WARNING")
