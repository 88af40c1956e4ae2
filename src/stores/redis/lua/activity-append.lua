-- The transcript is a list without holes: the one at index i has number n - length + 1 + i. '#id' remembers the number of an id.
-- KEYS: conversation, transcript, not answered, waiting   ARGV: conversation, 1 if a turn must answer, then for each: id, blob, timestamp (ISO or '')
-- -> for each: number, 1 if it was added
local answers = {}
for i = 3, #ARGV, 3 do
  local id, blob, timestamp = ARGV[i], ARGV[i + 1], ARGV[i + 2]
  local seq = redis.call('HGET', KEYS[1], '#' .. id)
  local added = 0
  if not seq then
    added = 1
    seq = redis.call('HINCRBY', KEYS[1], 'n', 1)
    redis.call('HSET', KEYS[1], '#' .. id, seq)
    redis.call('RPUSH', KEYS[2], blob)
    if timestamp == '' then redis.call('HDEL', KEYS[1], 'd') else redis.call('HSET', KEYS[1], 'd', timestamp) end
    if ARGV[2] == '1' then
      local time = redis.call('TIME')
      redis.call('ZADD', KEYS[3], seq, id)
      redis.call('ZADD', KEYS[4], 'NX', time[1] * 1000000 + time[2], ARGV[1])
    end
  end
  answers[#answers + 1] = tonumber(seq)
  answers[#answers + 1] = added
end
return answers
