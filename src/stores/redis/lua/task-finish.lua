-- KEYS: task   ARGV: day
if (redis.call('HGET', KEYS[1], 'fait') or '') >= ARGV[1] then return 0 end
redis.call('HSET', KEYS[1], 'fait', ARGV[1], 'bail', 0)
return 1
