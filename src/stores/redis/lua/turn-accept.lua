-- Keeps a message and takes its conversation in the same step.
-- KEYS: hold, not answered, conversation, transcript, waiting, counter of holds   ARGV: conversation, holder, lease (ms), id, blob, timestamp (ISO or '')
-- -> number, 1 if it was added, then what was taken
local seq, added = append(KEYS[3], KEYS[4], ARGV[4], ARGV[5], ARGV[6])
if added == 1 then expect(KEYS[2], KEYS[5], ARGV[1], ARGV[4], seq) end
return {seq, added, take(KEYS, ARGV)}
