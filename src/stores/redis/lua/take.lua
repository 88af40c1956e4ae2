-- KEYS: hold, not answered, conversation, transcript, waiting, counter of holds   ARGV: conversation, holder, lease (ms)
local function take(keys, argv)
  local busy = held(keys[1])
  if busy then return busy end
  local message = oldest(keys[3], keys[4], keys[2])
  if not message then
    redis.call('ZREM', keys[5], argv[1])
    return {'none'}
  end
  return {'turn', grab(keys[1], keys[6], argv[2], argv[3]), message[1], message[2], message[3]}
end
