-- Sends the requests of a file in turn, and prints as JSON what it saw.

local calls = {}
local turn = 0

function init(arguments)
  local file = assert(io.open(arguments[1], 'rb'))
  while true do
    local length = file:read('*n')
    if not length then break end
    file:read(1)
    calls[#calls + 1] = file:read(length)
  end
  file:close()
end

function request()
  turn = turn % #calls + 1
  return calls[turn]
end

function done(summary, latency)
  local errors = summary.errors
  local latencies = {}
  for part = 0.25, 100, 0.5 do latencies[#latencies + 1] = latency:percentile(part) end
  io.write(string.format(
    '\n{"answers":%d,"errors":%d,"duration":%d,"latencies":[%s]}\n',
    summary.requests,
    errors.connect + errors.read + errors.write + errors.status + errors.timeout,
    summary.duration,
    table.concat(latencies, ',')
  ))
end
