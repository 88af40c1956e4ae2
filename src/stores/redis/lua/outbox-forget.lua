-- KEYS: entries, ready, later, delivered, dates   ARGV: ids…   -> how many there were
local gone = 0
for _, id in ipairs(ARGV) do
  gone = gone + math.min(1, redis.call('HDEL', KEYS[1], id) + redis.call('ZREM', KEYS[4], id))
  redis.call('ZREM', KEYS[2], id)
  redis.call('ZREM', KEYS[3], id)
  redis.call('ZREM', KEYS[5], id)
end
return gone
