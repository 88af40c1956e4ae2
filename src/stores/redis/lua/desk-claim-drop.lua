-- Lets a dossier go, if this agent holds it ('': whoever). KEYS: claims, ends   ARGV: reference, agent
local stored = redis.call('HGET', KEYS[1], ARGV[1])
if not stored then return 0 end
if ARGV[2] ~= '' and cjson.decode(string.match(stored, '^%d+ %d+ (.*)$')).agent ~= ARGV[2] then return 0 end
redis.call('HDEL', KEYS[1], ARGV[1])
redis.call('ZREM', KEYS[2], ARGV[1])
return 1
