local hs = {status = "Progressing", message = "not seen by the agent yet"}
local status = obj.status or {}
if status.observedGeneration ~= obj.metadata.generation then return hs end
local found = {}
for _, condition in ipairs(status.conditions or {}) do found[condition.type] = condition end
if found.Ready == nil then return hs end
hs.message = found.Ready.reason .. ": " .. (found.Ready.message or "")
if found.Stalled ~= nil and found.Stalled.status == "True" then
  hs.status = "Degraded"
elseif obj.spec.suspend or found.Ready.reason == "BreakGlass" then
  hs.status = "Suspended"
elseif found.Ready.status == "True" then
  hs.status = "Healthy"
end
return hs
