-- The transcript is a list without holes: the one at index i has number n - length + 1 + i. '#id' remembers the number of an id.
-- KEYS: conversation, transcript, not answered, waiting   ARGV: conversation, id, blob, 1 if a turn must answer, timestamp (ISO or '')
-- -> {number, 1 if it was added}
local known = redis.call('HGET', KEYS[1], '#' .. ARGV[2])
if known then return {tonumber(known), 0} end
local seq = redis.call('HINCRBY', KEYS[1], 'n', 1)
redis.call('HSET', KEYS[1], '#' .. ARGV[2], seq)
redis.call('RPUSH', KEYS[2], ARGV[3])
if ARGV[5] == '' then redis.call('HDEL', KEYS[1], 'd') else redis.call('HSET', KEYS[1], 'd', ARGV[5]) end
if ARGV[4] == '1' then
  local time = redis.call('TIME')
  redis.call('ZADD', KEYS[3], seq, ARGV[2])
  redis.call('ZADD', KEYS[4], 'NX', time[1] * 1000000 + time[2], ARGV[1])
end
return {seq, 1}
