-- Adds to the counters of a day, all of them. KEYS: counters, days   ARGV: day, then name and number of each
redis.call('ZADD', KEYS[2], 0, ARGV[1])
for i = 2, #ARGV, 2 do redis.call('HINCRBY', KEYS[1], ARGV[i], ARGV[i + 1]) end
return 1
