-- Starts a conversation again: what was said goes, but for what is not answered yet. Numbers go on.
-- KEYS: conversation, state, transcript, not answered, last words, drafts
-- ARGV: expected version, blob, conversation, person, instant (ms, '' unknown), 1 with a draft   -> 1, or 0 when the version is another
local version = string.match(redis.call('GETRANGE', KEYS[2], 0, 15), '^%d+') or '0'
if version ~= ARGV[1] or version == '0' then return 0 end
redis.call('SET', KEYS[2], string.format('%.0f ', version + 1) .. ARGV[2])
if ARGV[4] == '' then redis.call('HDEL', KEYS[1], 'q') else redis.call('HSET', KEYS[1], 'q', ARGV[4]) end
if ARGV[5] == '' then redis.call('ZREM', KEYS[5], ARGV[3]) else redis.call('ZADD', KEYS[5], ARGV[5], ARGV[3]) end
if ARGV[6] == '1' then redis.call('ZADD', KEYS[6], 0, ARGV[3]) else redis.call('ZREM', KEYS[6], ARGV[3]) end

local kept, first = {}, nil
for _, id in ipairs(redis.call('ZRANGE', KEYS[4], 0, -1)) do kept['#' .. id] = true end
local fields = redis.call('HGETALL', KEYS[1])
local numbers = {}
for i = 1, #fields, 2 do
  if string.sub(fields[i], 1, 1) == '#' then
    if kept[fields[i]] then numbers[tonumber(fields[i + 1])] = true else redis.call('HDEL', KEYS[1], fields[i]) end
  end
end
local length = redis.call('LLEN', KEYS[3])
local base = tonumber(redis.call('HGET', KEYS[1], 'n') or '0') - length
for i = 0, length - 1 do
  if numbers[base + i + 1] then first = first or i else redis.call('LSET', KEYS[3], i, '') end
end
if first then redis.call('LTRIM', KEYS[3], first, -1) else redis.call('DEL', KEYS[3]) end
return 1
