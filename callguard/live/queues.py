"""Hands effects to RQ. RQ is only the muscle: what it loses is still in the outbox and is handed on again."""

from collections.abc import Sequence

import structlog
from redis import Redis
from redis.exceptions import RedisError
from rq import Queue
from rq.exceptions import DuplicateJobError, NoSuchJobError
from rq.job import Job as RqJob
from rq.job import JobStatus

from callguard.live import keys
from callguard.live.outbox import OutboxEntry
from rules.effects import Announce, EndCall, RingAgent

log = structlog.get_logger()

ACTIONS, RECORDS = "actions", "records"
TIMEOUT_S = {ACTIONS: 12, RECORDS: 60}
FUNCTION = "callguard.jobs.effects.run_effect"


def queue_of(entry: OutboxEntry) -> str:
    """Return the queue of an effect: what Twilio has to do is urgent, what is written can wait."""
    return ACTIONS if isinstance(entry.job, RingAgent | Announce | EndCall) else RECORDS


class Queues:
    """The queues, one kind of worker each; the job's id is the effect's, so that none is queued twice."""

    def __init__(self, redis: Redis) -> None:
        self._redis = redis
        self._queues = {name: Queue(name, connection=redis, serializer="json") for name in TIMEOUT_S}

    def hand_on(self, entries: Sequence[OutboxEntry]) -> None:
        """Queue effects just decided; a failure is logged, for the ticker will queue them again."""
        for entry in entries:
            try:
                self._enqueue(entry)
            except DuplicateJobError:
                continue
            except RedisError as error:
                log.warning("effect not queued", effect=entry.id, error=str(error))

    def hand_on_again(self, entry: OutboxEntry) -> bool:
        """Queue an effect that stayed behind, unless it waits in the queue or a worker has it in hand."""
        if self._redis.exists(keys.lease(entry.id)):
            return False
        try:
            self._enqueue(entry)
        except DuplicateJobError:
            return self._replace(entry)
        return True

    def _replace(self, entry: OutboxEntry) -> bool:
        queue = self._queues[queue_of(entry)]
        try:
            job = RqJob.fetch(entry.id, connection=self._redis, serializer="json")
        except NoSuchJobError:
            return False
        waits = job.get_status() is JobStatus.QUEUED and queue.get_job_position(job) is not None
        if waits:
            return False
        job.delete()
        self._enqueue(entry)
        log.warning("effect queued again", effect=entry.id)
        return True

    def _enqueue(self, entry: OutboxEntry) -> None:
        name = queue_of(entry)
        self._queues[name].enqueue_call(
            FUNCTION,
            args=(entry.id,),
            timeout=TIMEOUT_S[name],
            result_ttl=0,
            failure_ttl=3600,
            job_id=entry.id,
            description=str(entry.job.__struct_config__.tag),
            unique=True,
        )
