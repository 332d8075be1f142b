-- What wrk sends, from the environment, and what it prints at the end, for WrkReport.
-- BENCH_METHOD; BENCH_FIELDS (of the header, a line each); BENCH_BODY ($n: a number that is another in each request);
-- BENCH_LINES (a file: each request takes the next line and has it behind its body), BENCH_ONCE (no line is sent twice),
-- BENCH_LINE_FIELD (a field of the header: its value stands in each line before a tab, and only the rest is of the body).

local body = os.getenv("BENCH_BODY")
wrk.method = os.getenv("BENCH_METHOD") or "GET"
wrk.body = body
for name, value in (os.getenv("BENCH_FIELDS") or ""):gmatch("([^:\n]+): ([^\n]+)") do
  wrk.headers[name] = value
end

local file = os.getenv("BENCH_LINES")
if file then
  local once = os.getenv("BENCH_ONCE")
  local field = os.getenv("BENCH_LINE_FIELD")
  local following = io.lines(file)
  request = function()
    local line = following()
    if not line then
      -- wrk ends with an error, and no figure comes of it.
      assert(not once, "every line of " .. file .. " has been sent")
      following = io.lines(file)
      line = following()
    end
    if field then
      wrk.headers[field], line = line:match("^([^\t]+)\t(.*)$")
    end
    return wrk.format(nil, nil, nil, body .. line)
  end
elseif body and body:find("$n", 1, true) then
  local before, after = body:match("^(.-)%$n(.*)$")
  local n = os.time() * 1000000
  request = function()
    n = n + 1
    return wrk.format(nil, nil, nil, before .. string.format("%.0f", n) .. after)
  end
end

-- wrk itself counts as an error only what is above 399.
local threads = {}

function setup(thread)
  table.insert(threads, thread)
end

others = 0

function response(status)
  if status ~= 200 then
    others = others + 1
  end
end

function done(summary, latency)
  local not_200 = 0
  for _, thread in ipairs(threads) do
    not_200 = not_200 + thread:get("others")
  end
  print("requests=" .. summary.requests)
  print("duration_us=" .. summary.duration)
  print("not_200=" .. not_200)
  local errors = summary.errors
  print("socket_errors=" .. errors.connect + errors.read + errors.write)
  print("timeouts=" .. errors.timeout)
  for _, percentile in ipairs({50, 90, 99, 99.9}) do
    print(string.format("p%s_us=%d", percentile, latency:percentile(percentile)))
  end
  print("max_us=" .. latency.max)
end
