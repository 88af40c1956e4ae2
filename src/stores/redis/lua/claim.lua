-- Compare-and-set of the reference claimed by an opening key. KEYS: claims   ARGV: key, expected, reference ('' lets it go)
-- -> what is claimed afterwards
local claimed = redis.call('HGET', KEYS[1], ARGV[1]) or ''
if claimed ~= ARGV[2] then return claimed end
if ARGV[3] == '' then redis.call('HDEL', KEYS[1], ARGV[1]) else redis.call('HSET', KEYS[1], ARGV[1], ARGV[3]) end
return ARGV[3]
