-- What may be taken, oldest first, without taking it. KEYS: entries, ready, later   ARGV: now (ms), limit   -> id, rank, id, rank…
for _, id in ipairs(redis.call('ZRANGEBYSCORE', KEYS[3], '-inf', ARGV[1], 'LIMIT', 0, 1000)) do
  local entry = redis.call('HGET', KEYS[1], id)
  if entry then redis.call('ZADD', KEYS[2], string.match(entry, '^%d+'), id) end
  redis.call('ZREM', KEYS[3], id)
end
return redis.call('ZRANGE', KEYS[2], 0, ARGV[2] - 1, 'WITHSCORES')
