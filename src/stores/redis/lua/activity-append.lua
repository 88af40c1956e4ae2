-- KEYS: conversation, transcript, not answered, waiting   ARGV: conversation, 1 if a turn must answer, then for each: id, blob, timestamp (ISO or '')
-- -> for each: number, 1 if it was added
local answers = {}
for i = 3, #ARGV, 3 do
  local seq, added = append(KEYS[1], KEYS[2], ARGV[i], ARGV[i + 1], ARGV[i + 2])
  if added == 1 and ARGV[2] == '1' then expect(KEYS[3], KEYS[4], ARGV[1], ARGV[i], seq) end
  answers[#answers + 1] = seq
  answers[#answers + 1] = added
end
return answers
