-- A message was refused there. KEYS: thread   ARGV: instant (ISO)   -> 1 the first time, 0 otherwise
if redis.call('EXISTS', KEYS[1]) == 0 then return 0 end
return redis.call('HSETNX', KEYS[1], 'i', ARGV[1])
