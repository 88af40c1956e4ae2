-- KEYS: hold, counter of holds   ARGV: holder, lease (ms)
return held(KEYS[1]) or {'held', grab(KEYS[1], KEYS[2], ARGV[1], ARGV[2])}
