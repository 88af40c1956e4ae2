-- Deletes a record and its index entries, if its version is the one expected ('*': whatever).
-- KEYS: record, index   ARGV: expected   -> 1 or 0
local stored = redis.call('HMGET', KEYS[1], 'v', 'x')
if not stored[1] or (ARGV[1] ~= '*' and stored[1] ~= ARGV[1]) then return 0 end
for _, entry in ipairs(cjson.decode(stored[2] or '[]')) do redis.call('ZREM', KEYS[2], entry) end
redis.call('DEL', KEYS[1])
return 1
