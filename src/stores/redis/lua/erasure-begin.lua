-- From here on the erasure will be ended, by this process or by another; what the person writes meanwhile begins a new list.
-- KEYS: person's list, what is leaving, erasures under way   ARGV: person
redis.call('ZUNIONSTORE', KEYS[2], 2, KEYS[1], KEYS[2])
redis.call('DEL', KEYS[1])
redis.call('SADD', KEYS[3], ARGV[1])
return 1
