-- KEYS: hold, not answered, conversation, transcript, waiting, counter of holds   ARGV: conversation, holder, lease (ms)
local busy = held(KEYS[1])
if busy then return busy end
local message = oldest(KEYS[3], KEYS[4], KEYS[2])
if not message then
  redis.call('ZREM', KEYS[5], ARGV[1])
  return {'none'}
end
return {'turn', grab(KEYS[1], KEYS[6], ARGV[2], ARGV[3]), message[1], message[2], message[3]}
