-- wrk: the requests of a file, one URL path a line, in their order; as often as they come, or each once.
-- Arguments: the file, a number to begin with, "again" or "once", "fresh" to make no two of them alike.
local lines, counter, once, fresh = {}, 0, false, false

function init(arguments)
  for line in io.lines(arguments[1]) do lines[#lines + 1] = line end
  counter = tonumber(arguments[2])
  once = arguments[3] == "once"
  fresh = arguments[4] == "fresh"
  wrk.headers["Accept"] = arguments[5] or "*/*"
end

function request()
  counter = counter + 1
  local line = lines[(counter - 1) % #lines + 1]
  if fresh then line = line .. "%23" .. counter end -- a comment at the end of the query
  return wrk.format(nil, line)
end

local answered, bad = 0, 0
function response(status)
  if not once then return end
  answered = answered + 1
  if status >= 400 then bad = bad + 1 end
  if answered == #lines then
    io.write(string.format("ALL %d %d\n", answered, bad))
    io.flush() -- wrk itself waits for the end of its time
  end
end

function done(summary, latency)
  local errors = summary.errors
  io.write(string.format(
    "RESULT %d %d %d %d %d\n", summary.requests, summary.duration, errors.status,
    errors.connect + errors.read + errors.write + errors.timeout, latency:percentile(99)))
end
