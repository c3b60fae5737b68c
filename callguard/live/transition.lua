-- One transition of one call: all of it, or nothing.
-- KEYS: call, seen, log, live, limits, outbox, outbox bodies, feed, call_of, agent_of
-- ARGV: call sid, version, event id, facts, log entry, changes (JSON), seconds kept, feed length
if redis.call('SISMEMBER', KEYS[2], ARGV[3]) == 1 then
  return 'duplicate'
end
if (redis.call('HGET', KEYS[1], 'version') or '0') ~= ARGV[2] then
  return 'conflict'
end
redis.call('HSET', KEYS[1], 'version', ARGV[2] + 1, 'facts', ARGV[4])
redis.call('SADD', KEYS[2], ARGV[3])
redis.call('RPUSH', KEYS[3], ARGV[5])

local changes = cjson.decode(ARGV[6])
for _, limit in ipairs(changes.schedule) do
  redis.call('ZADD', KEYS[5], limit[2], ARGV[1] .. '/' .. limit[1])
end
for _, limit in ipairs(changes.cancel) do
  redis.call('ZREM', KEYS[5], ARGV[1] .. '/' .. limit)
end
for _, effect in ipairs(changes.outbox) do
  redis.call('ZADD', KEYS[6], effect[2], effect[1])
  redis.call('HSET', KEYS[7], effect[1], effect[3])
end
redis.call('XADD', KEYS[8], 'MAXLEN', '~', ARGV[8], '*', 'call', ARGV[1], 'kinds', changes.kinds)

if changes.live then
  redis.call('SADD', KEYS[4], ARGV[1])
  redis.call('PERSIST', KEYS[1])
else
  redis.call('SREM', KEYS[4], ARGV[1])
end
if changes.release then
  local agent = redis.call('HGET', KEYS[10], ARGV[1])
  if agent then
    redis.call('HDEL', KEYS[9], agent)
    redis.call('HDEL', KEYS[10], ARGV[1])
  end
end
if not changes.live then
  for place = 1, 3 do
    redis.call('EXPIRE', KEYS[place], ARGV[7])
  end
end
return 'done'
