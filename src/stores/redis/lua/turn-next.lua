-- Keeps the replies to a message, settles it and gives the next one in the same step: what arrives is either seen here, or finds nobody holding.
-- KEYS: hold, not answered, conversation, transcript, waiting   ARGV: conversation, hold, answered id, lease (ms), then for each reply: id, blob, timestamp
if redis.call('HGET', KEYS[1], 'n') ~= ARGV[2] then return {'lost'} end
for i = 5, #ARGV, 3 do append(KEYS[3], KEYS[4], ARGV[i], ARGV[i + 1], ARGV[i + 2]) end
redis.call('ZREM', KEYS[2], ARGV[3])
local message = oldest(KEYS[3], KEYS[4], KEYS[2])
if not message then
  redis.call('DEL', KEYS[1])
  redis.call('ZREM', KEYS[5], ARGV[1])
  return {'none'}
end
redis.call('PEXPIRE', KEYS[1], ARGV[4])
return {'turn', ARGV[2], message[1], message[2], message[3]}
