-- Writes a record with its index entries and what it puts in the outbox, if its version is the one expected.
-- KEYS: record, index, ranks, outbox entries, ready, delivered, dates
-- ARGV: expected ('' absent, '*' whatever), version, blob, note ('' keeps), bytes ('' keeps), shard, entries of the index (JSON, \2 is the rank),
--       then id, entry and instant (ms) of each thing to tell
-- -> {1, rank} or {0, version, rank, blob, note}
local stored = redis.call('HMGET', KEYS[1], 'v', 'r', 'j', 'n', 'x')
local expected = ARGV[1]
if expected ~= '*' and (stored[1] or '') ~= expected then
  return {0, stored[1] or '', stored[2] or '', stored[3] or '', stored[4] or ''}
end
for _, entry in ipairs(cjson.decode(stored[5] or '[]')) do redis.call('ZREM', KEYS[2], entry) end
local rank = stored[2] or rang(KEYS[3], ARGV[6])
local entries = cjson.decode(ARGV[7])
for i, entry in ipairs(entries) do
  entries[i] = string.gsub(entry, '\2', rank)
  redis.call('ZADD', KEYS[2], 0, entries[i])
end
redis.call('HSET', KEYS[1], 'v', ARGV[2], 'r', rank, 'j', ARGV[3], 'x', #entries == 0 and '[]' or cjson.encode(entries))
if ARGV[4] ~= '' then redis.call('HSET', KEYS[1], 'n', ARGV[4]) end
if ARGV[5] ~= '' then redis.call('HSET', KEYS[1], 'o', ARGV[5]) end
for i = 8, #ARGV, 3 do deposit(KEYS[4], KEYS[5], KEYS[6], KEYS[3], KEYS[7], ARGV[6], ARGV[i], ARGV[i + 1], ARGV[i + 2]) end
return {1, rank}
