-- KEYS: task   ARGV: day, now (ms), end of the lease (ms)   -> 1 for the one caller that is to do it
local task = redis.call('HMGET', KEYS[1], 'fait', 'bail')
if (task[1] or '') >= ARGV[1] or tonumber(task[2] or '0') > tonumber(ARGV[2]) then return 0 end
redis.call('HSET', KEYS[1], 'bail', ARGV[3])
return 1
