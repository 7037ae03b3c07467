-- What wrk sends: one kind of request, named by the first argument after "--"; the last line it prints is JSON.
local thread_count = 0

function setup(thread)
  thread_count = thread_count + 1
  thread:set("number", thread_count)
end

function init(arguments)
  kind, project, workspace, token = arguments[1], arguments[2], arguments[3], arguments[4]
  count, stride, body_bytes, run = tonumber(arguments[5]), tonumber(arguments[6]), tonumber(arguments[7]), arguments[8]
  headers = { ["Content-Type"] = "application/json", ["X-Auth-Token"] = token, ["workspace"] = workspace }
  made = 0
  math.randomseed(number)
end

local function job_number()
  local drawn = 2 * math.random(1, math.floor(count / 2))
  if drawn % stride == 0 then drawn = drawn - 2 end -- that one is a marker and bears another name
  return drawn
end

function request()
  if kind == "static" then return wrk.format("GET", "/static.json") end
  if kind == "get" then return wrk.format("GET", string.format("/v1/%s/jobs/job_%07d", project, job_number()), headers) end
  if kind == "list" then return wrk.format("GET", string.format("/v1/%s/jobs?limit=50&offset=%d", project, math.random(0, 9)), headers) end
  made = made + 1
  local name = string.format("posted_%s_%d_%d", run, number, made)
  local text = string.format('{"name":"%s","type":"Shell","connectionName":"local","content":"%s"}', name, string.rep("x", body_bytes))
  return wrk.format("POST", string.format("/v1/%s/scripts", project), headers, text)
end

function done(summary, latency, _)
  local errors = summary.errors
  io.write(string.format('{"requests": %d, "seconds": %.6f, "failed": %d, "p50": %.6f, "p99": %.6f}\n', summary.requests,
    summary.duration / 1e6, errors.connect + errors.read + errors.write + errors.status + errors.timeout,
    latency:percentile(50) / 1e6, latency:percentile(99) / 1e6))
end
