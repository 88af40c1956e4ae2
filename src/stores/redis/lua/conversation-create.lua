-- KEYS: conversation, state, last words   ARGV: conversation, person, instant (ms)   -> 1, or 0 when it exists
if redis.call('HSETNX', KEYS[1], 'p', ARGV[2]) == 0 then return 0 end
redis.call('HSET', KEYS[1], 't', ARGV[3])
if redis.call('EXISTS', KEYS[2]) == 0 then redis.call('ZADD', KEYS[3], ARGV[3], ARGV[1]) end
return 1
