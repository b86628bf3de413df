# What the R twin makes of the same requests as the client in Python, as JSON. Arguments: the folder of the package, the
# URL of a server, that of one that is busy at first, and that of one whose answers break off.
arguments <- commandArgs(TRUE)
for (file in list.files(file.path(arguments[1], "R"), full.names = TRUE)) source(file, encoding = "UTF-8")
service <- casus(arguments[2])
busy <- casus(arguments[3])
broken <- casus(arguments[4])

kinds <- function(frame) as.list(vapply(frame, \(column) class(column)[1], ""))
refusal <- function(asked) tryCatch(asked, casus_problem = \(problem) list(problem$slug, problem$status, conditionMessage(problem)))
fails <- function(asked) tryCatch({ asked; FALSE }, casus_problem = \(problem) FALSE, error = \(error) TRUE)

states <- casus_frame(service, "states")
codes <- states[states$id %in% c("states/afghanistan", "states/namibia"), c("iso_alpha2", "iso_numeric")]
chosen <- casus_frame(service, "claims", type = "Support", recipient = "armed-forces/lna", fields = c("supporter", "status"))
counts <- casus_frame(service, "counts/events", by = c("year", "event_type"), sum = "fatalities_best")
network <- casus_frame(service, "network", type = "Support", truthy = TRUE)
killed <- casus_sparql(service, "PREFIX casus: <https://w3id.org/casus/ontology#>
  SELECT ?id ?start ?low WHERE { ?id a casus:Event ; casus:earliestStart ?start OPTIONAL { ?id casus:fatalitiesLow ?low } }")
joined <- merge(casus_frame(service, "events", fields = c("earliest_start", "fatalities_low")), killed, by = "id")
pinned <- casus_pin(service)
question <- casus_question(pinned, "casualties-by-place-type")

cat(jsonlite::toJSON(auto_unbox = TRUE, null = "null", digits = NA, list(
  states = kinds(states[c("cow_code", "iso_alpha2", "iso_numeric")]),
  codes = unlist(codes, use.names = FALSE),
  columns = names(chosen),
  supporters = chosen$supporter,
  nobody = kinds(casus_frame(service, "claims", type = "Support", supporter = "states/namibia")[c("evidence_for", "earliest_start")]),
  counts = kinds(counts),
  deaths = sum(counts$sum_fatalities_best, na.rm = TRUE),
  directed = class(network$directed),
  release = attr(states, "release"),
  again = readLines(attr(casus_frame(service, "states", cow_code = c(620, 640)), "url"), encoding = "UTF-8")[2],
  pages = length(casus_list(service, "crosswalks/cow", match_strength = "exact")),
  claims = length(casus_list(service, "claims")),
  first = length(casus_list(service, "claims", limit = 7)),
  found = casus_search(pinned, "Хафтар", limit = 1)[[1]]$id,
  looked = casus_lookup(service, "cow", 620)$items[[1]]$id,
  joined = c(nrow(joined), nrow(killed), sum(joined$earliest_start == joined$start)),
  same = identical(joined$fatalities_low, joined$low),
  pinned = list(pinned$release, casus_get(pinned, "network", ego = "armed-forces/lna")$graph$release, attr(question, "release")),
  question = kinds(question[c("place_type", "events", "fatalities_best")]),
  cited = list(casus_cite(pinned), casus_cite(service, "claims/moscow-talks-2020-lna"), casus_cite(service, "claims/moscow-talks-2020-lna", "ris")),
  refused = refusal(casus_frame(service, "armed-forces", force_type = "local-militias")),
  missing = refusal(casus_record(service, "persons/khalifa-hafter")),
  other = refusal(casus_record(casus(arguments[2], "0.1.0-000000000000"), "states/libya"))[[1]],
  busy = casus_record(busy, "states/libya")$label,
  broken = c(fails(casus_list(broken, "states")), fails(casus_frame(broken, "states")), fails(casus_pin(broken))),
  values = list(I(casus_values("a|b")), I(casus_values("|b")), I(casus_values("a\\|b|c\\\\|d\\;e")), I(casus_values("a")), I(casus_values(NA)))
)))
