-- A rank that grows: the instant in units of 4 µs since 2026, the shard in its last four bits, so that ranks of two shards differ
-- and sort by time. Exact in a double until 2097.
local function rang(key, shard)
  local time = redis.call('TIME')
  local units = math.floor(((tonumber(time[1]) - 1767225600) * 1000000 + tonumber(time[2])) / 4)
  local last = tonumber(redis.call('GET', key) or '0')
  local given = math.max(units * 16 + tonumber(shard), last + 16)
  if last == 0 then given = math.max(units, 1) * 16 + tonumber(shard) end
  local text = string.format('%016.0f', given)
  redis.call('SET', key, text)
  return text
end
