-- The transcript is a list without holes: the one at index i has number n - length + 1 + i. '#id' remembers the number of an id.
-- -> number, 1 if it was added
local function append(conversation, transcript, id, blob, timestamp)
  local seq = redis.call('HGET', conversation, '#' .. id)
  if seq then return tonumber(seq), 0 end
  seq = redis.call('HINCRBY', conversation, 'n', 1)
  redis.call('HSET', conversation, '#' .. id, seq)
  redis.call('RPUSH', transcript, blob)
  if timestamp == '' then redis.call('HDEL', conversation, 'd') else redis.call('HSET', conversation, 'd', timestamp) end
  return seq, 1
end
-- A turn must answer this one.
local function expect(pending, waiting, conversation, id, seq)
  local time = redis.call('TIME')
  redis.call('ZADD', pending, seq, id)
  redis.call('ZADD', waiting, 'NX', time[1] * 1000000 + time[2], conversation)
end
