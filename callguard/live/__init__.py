"""The live state in Redis or Valkey: calls, logs, limits, feeds, counters, and the outbox."""
