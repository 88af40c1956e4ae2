-- Where a conversation is answered; without a state, it is what tells the conversation's age.
-- KEYS: thread, state, last words   ARGV: conversation, person, blob, seen (ISO), the same (ms), 1 when the person's list already names it
-- -> 1, or 0 when the person's list must name the conversation first
if ARGV[6] ~= '1' and redis.call('HGET', KEYS[1], 'p') ~= ARGV[2] then return 0 end
redis.call('HSET', KEYS[1], 'p', ARGV[2], 'j', ARGV[3], 'v', ARGV[4])
redis.call('HDEL', KEYS[1], 'i')
if redis.call('EXISTS', KEYS[2]) == 0 then redis.call('ZADD', KEYS[3], ARGV[5], ARGV[1]) end
return 1
