-- KEYS: conversation, state, last words, drafts
-- ARGV: expected version, blob, conversation, person, instant (ms, '' unknown), 1 with a draft, 1 when the person's list already names it
-- -> 1 written, 0 another version, -1 the person's list must name the conversation first
local version = string.match(redis.call('GETRANGE', KEYS[2], 0, 15), '^%d+') or '0'
if version ~= ARGV[1] then return 0 end
if ARGV[4] ~= '' and ARGV[7] ~= '1' then
  local known = redis.call('HMGET', KEYS[1], 'q', 'p')
  if known[1] ~= ARGV[4] and known[2] ~= ARGV[4] then return -1 end
end
redis.call('SET', KEYS[2], string.format('%.0f ', version + 1) .. ARGV[2])
if ARGV[4] == '' then redis.call('HDEL', KEYS[1], 'q') else redis.call('HSET', KEYS[1], 'q', ARGV[4]) end
if ARGV[5] == '' then redis.call('ZREM', KEYS[3], ARGV[3]) else redis.call('ZADD', KEYS[3], ARGV[5], ARGV[3]) end
if ARGV[6] == '1' then redis.call('ZADD', KEYS[4], 0, ARGV[3]) else redis.call('ZREM', KEYS[4], ARGV[3]) end
return 1
