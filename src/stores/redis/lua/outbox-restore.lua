-- An entry as it was in another store. KEYS: entries, ready, later, ranks, dates
-- ARGV: shard, id, entry, attempts, due (ms, 0 at once), written (ms)
local rank = rang(KEYS[4], ARGV[1])
redis.call('HSET', KEYS[1], ARGV[2], rank .. ' ' .. ARGV[4] .. ' ' .. ARGV[3])
if ARGV[5] == '0' then redis.call('ZADD', KEYS[2], rank, ARGV[2]) else redis.call('ZADD', KEYS[3], ARGV[5], ARGV[2]) end
redis.call('ZADD', KEYS[5], ARGV[6], ARGV[2])
return 1
