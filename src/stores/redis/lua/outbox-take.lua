-- Leases those of these entries that are still ready. KEYS: entries, ready, later   ARGV: end of the lease (ms), ids…   -> id, entry, id, entry…
local taken = {}
for i = 2, #ARGV do
  local id = ARGV[i]
  if redis.call('ZREM', KEYS[2], id) == 1 then
    local rank, attempts, entry = string.match(redis.call('HGET', KEYS[1], id), '^(%d+) (%d+) (.*)$')
    local after = rank .. ' ' .. (tonumber(attempts) + 1) .. ' ' .. entry
    redis.call('HSET', KEYS[1], id, after)
    redis.call('ZADD', KEYS[3], ARGV[1], id)
    table.insert(taken, id)
    table.insert(taken, after)
  end
end
return taken
