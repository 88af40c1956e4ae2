-- One line of the access journal, in the order of its instants (`t`) and under its object (`o`); `k` tells the instant of a rank. KEYS: journal, ranks
-- ARGV: shard, instant (ISO), object, line
local rank = rang(KEYS[2], ARGV[1])
redis.call('ZADD', KEYS[1], 0, 'k\31' .. rank .. '\31' .. ARGV[2], 0, 't\31' .. ARGV[2] .. '\31' .. rank .. '\31' .. ARGV[4], 0, 'o\31' .. ARGV[3] .. '\31' .. ARGV[2] .. '\31' .. rank .. '\31' .. ARGV[4])
return 1
