-- Leaves an entry in the outbox, unless its id is there or was delivered. `written`: its instant (ms), for who watches how late it is.
local function deposit(boite, prets, remis, ranks, dates, shard, id, entry, written)
  if redis.call('HEXISTS', boite, id) == 1 or redis.call('ZSCORE', remis, id) then return end
  local rank = rang(ranks, shard)
  redis.call('HSET', boite, id, rank .. ' 0 ' .. entry)
  redis.call('ZADD', prets, rank, id)
  redis.call('ZADD', dates, written, id)
end
