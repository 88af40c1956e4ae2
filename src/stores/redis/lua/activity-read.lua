-- KEYS: conversation, transcript   ARGV: after, limit   -> {number of the first, blob, blob…}; '' where one was forgotten
local first = tonumber(redis.call('HGET', KEYS[1], 'n') or '0') - redis.call('LLEN', KEYS[2])
local start = math.max(0, ARGV[1] - first)
local found = redis.call('LRANGE', KEYS[2], start, start + ARGV[2] - 1)
table.insert(found, 1, first + start + 1)
return found
