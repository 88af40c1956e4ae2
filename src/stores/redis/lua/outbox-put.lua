-- KEYS: entries, ready, delivered, ranks, dates   ARGV: shard, id, entry, written (ms)
deposit(KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5], ARGV[1], ARGV[2], ARGV[3], ARGV[4])
return 1
