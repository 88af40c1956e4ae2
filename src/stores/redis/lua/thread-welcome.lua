-- KEYS: thread   ARGV: 1 or 0
if redis.call('EXISTS', KEYS[1]) == 1 then redis.call('HSET', KEYS[1], 'b', ARGV[1]) end
return 1
