-- KEYS: what is leaving, erasures under way, hidden names   ARGV: person
redis.call('DEL', KEYS[1], KEYS[3])
redis.call('SREM', KEYS[2], ARGV[1])
return 1
