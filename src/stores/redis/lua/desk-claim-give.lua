-- Gives a dossier, whoever held it. KEYS: claims, ends   ARGV: reference, since, until, who (JSON)
redis.call('HSET', KEYS[1], ARGV[1], ARGV[2] .. ' ' .. ARGV[3] .. ' ' .. ARGV[4])
redis.call('ZADD', KEYS[2], ARGV[3], ARGV[1])
return 1
