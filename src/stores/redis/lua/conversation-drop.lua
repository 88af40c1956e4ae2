-- Deletes a conversation; with an instant, only if nobody wrote in it since, and no dossier came from it meanwhile.
-- KEYS: conversation, state, transcript, not answered, waiting, last words, drafts, claims, conversations whose files are to go, thread, cards
-- ARGV: conversation, instant (ms, '' whatever), the same (ISO), claims seen   -> how many messages went, or -1
if ARGV[2] ~= '' then
  local seen = redis.call('ZSCORE', KEYS[6], ARGV[1])
  if not seen or tonumber(seen) >= tonumber(ARGV[2]) then return -1 end
  if (redis.call('HGET', KEYS[1], 'd') or '') >= ARGV[3] then return -1 end
  if redis.call('HLEN', KEYS[8]) ~= tonumber(ARGV[4]) then return -1 end
end
local messages = 0
for _, field in ipairs(redis.call('HKEYS', KEYS[1])) do
  if string.sub(field, 1, 1) == '#' then messages = messages + 1 end
end
redis.call('DEL', KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[10], KEYS[11])
-- its files follow; if this process stops before, another finds here that they are to go
redis.call('SADD', KEYS[9], ARGV[1])
for i = 5, 7 do redis.call('ZREM', KEYS[i], ARGV[1]) end
return messages
