-- KEYS: entries, ready, later   ARGV: id, instant (ms)   -> 1, or 0 when it is not here
if redis.call('HEXISTS', KEYS[1], ARGV[1]) == 0 then return 0 end
redis.call('ZREM', KEYS[2], ARGV[1])
redis.call('ZADD', KEYS[3], ARGV[2], ARGV[1])
return 1
