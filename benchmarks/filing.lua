-- Filings as phones send them: one finding, no photo, a new UUIDv7 each. `workers` comes from the file that loads this.
local counter, prefix = 0, 0

function setup(thread)
  counter = counter + 1
  thread:set("thread_number", counter)
end

function init(args)
  math.randomseed(os.time() * 100 + thread_number)
  prefix = os.time() * 1000
end

local function uuid()
  counter = counter + 1
  local moment = prefix + math.floor(counter / 8)
  return string.format("%08x-%04x-7%03x-%04x-%06x%06x", math.floor(moment / 65536), moment % 65536,
    math.random(0, 4095), math.random(32768, 49151), math.random(0, 16777215), math.random(0, 16777215))
end

function request()
  local worker = workers[math.random(#workers)]
  local body = string.format(template, worker.place, uuid())
  return wrk.format("PUT", "/api/v1/reports/" .. uuid(), {
    ["Cookie"] = worker.cookie, ["X-Requested-With"] = "grid-pwa", ["Content-Type"] = "application/json",
  }, body)
end

function done(summary, latency)
  io.write(string.format("RESULT %d %d %d %.1f %.1f\n", summary.requests, summary.duration,
    summary.errors.status + summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.timeout,
    latency:percentile(50) / 1000, latency:percentile(99) / 1000))
end
