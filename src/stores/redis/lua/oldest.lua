-- The oldest message not answered: {id, number, blob}, or nil.
local function oldest(conversation, transcript, pending)
  local first = redis.call('ZRANGE', pending, 0, 0, 'WITHSCORES')
  if not first[1] then return nil end
  local base = redis.call('HGET', conversation, 'n') - redis.call('LLEN', transcript)
  return {first[1], tonumber(first[2]), redis.call('LINDEX', transcript, first[2] - base - 1) or ''}
end
local function now()
  local time = redis.call('TIME')
  return time[1] * 1000 + math.floor(time[2] / 1000)
end
-- Never less than the instant: a base that lost its last writes does not give a number twice.
local function grab(hold, counter, holder, lease)
  local number = string.format('%.0f', math.max(tonumber(redis.call('GET', counter) or '0') + 1, now()))
  redis.call('SET', counter, number)
  redis.call('HSET', hold, 'n', number, 'b', holder, 't', string.format('%.0f', now()))
  redis.call('PEXPIRE', hold, lease)
  return number
end
local function held(hold)
  local holder = redis.call('HMGET', hold, 'b', 't')
  if holder[1] then return {'busy', holder[1], now() - holder[2]} end
  return nil
end
