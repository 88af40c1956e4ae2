-- Takes a dossier for an agent, or keeps it longer, unless another holds it or the agent holds enough.
-- KEYS: claims, ends   ARGV: reference, since, until, who (JSON), now, capacity, how many dossiers the agent holds by their state,
--       these dossiers, then those claimed that ask for no work
-- -> {'taken' or 'held', claim} or {'full', how many}
local function parsed(claim)
  local since, finish, who = string.match(claim, '^(%d+) (%d+) (.*)$')
  return since, tonumber(finish), cjson.decode(who).agent
end

local agent, now, holds = cjson.decode(ARGV[4]).agent, tonumber(ARGV[5]), tonumber(ARGV[7])
local since, stored = ARGV[2], redis.call('HGET', KEYS[1], ARGV[1])
if stored then
  local first, finish, holder = parsed(stored)
  if holder == agent then since = first elseif finish > now then return {'held', stored} end
end

local others, idle = {}, {}
for i = 8, 7 + holds do others[ARGV[i]] = true end
for i = 8 + holds, #ARGV do idle[ARGV[i]] = true end
for _, reference in ipairs(redis.call('ZRANGEBYSCORE', KEYS[2], '(' .. ARGV[5], '+inf')) do
  local _, _, holder = parsed(redis.call('HGET', KEYS[1], reference))
  if holder == agent and not idle[reference] then others[reference] = true end
end
others[ARGV[1]] = nil
local number = 0
for _ in pairs(others) do number = number + 1 end
if number >= tonumber(ARGV[6]) then return {'full', tostring(number)} end

local claim = since .. ' ' .. ARGV[3] .. ' ' .. ARGV[4]
redis.call('HSET', KEYS[1], ARGV[1], claim)
redis.call('ZADD', KEYS[2], ARGV[3], ARGV[1])
return {'taken', claim}
