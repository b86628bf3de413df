# What the OpenAPI document says of a path: how lists of values are written, what columns hold.

#' Where the body of a path has what its table has as lines.
#' @noRd
ROWS <- c("items", "rows", "edges")

#' The document, asked for once for each service.
#' @noRd
contract_of <- function(casus) {
  if (is.null(casus$memory$contract)) casus$memory$contract <- body_of(ask(paste0(casus$url, "/openapi.json")))
  casus$memory$contract
}

takes_commas <- function(contract, path, parameter) {
  for (each in operation(contract, path)$parameters) {
    each <- resolved(contract, each)
    if (each$name == parameter) return(isFALSE(each$explode))
  }
  FALSE
}

#' What a column of the path's table holds: `integer`, `number`, `boolean`, `date` or `text`.
#' What the contract does not describe, and what may have several values in a cell, is text.
#' @noRd
kind_of <- function(contract, path, column) {
  answer <- operation(contract, path)$responses$`200`$content$`application/json`$schema
  schemas <- list()
  for (name in ROWS) if (!length(schemas)) schemas <- members(contract, list(answer), name)
  schemas <- lapply(Filter(\(schema) !is.null(schema$items), schemas), \(schema) schema$items)
  for (step in strsplit(column, ".", fixed = TRUE)[[1]]) schemas <- members(contract, schemas, step)
  kinds <- unique(unlist(lapply(schemas, \(schema) {
    if (identical(schema$format, "date")) "date" else if (is.null(schema$type)) "text" else setdiff(unlist(schema$type), "null")
  })))
  if (setequal(kinds, c("integer", "number"))) return("number")
  if (length(kinds) == 1 && kinds %in% c("integer", "number", "boolean", "date")) kinds else "text"
}

#' The GET of the path, itself or by its template.
#' @noRd
operation <- function(contract, path) {
  if (!is.null(contract$paths[[path]])) return(contract$paths[[path]]$get)
  for (template in grep("{", names(contract$paths), fixed = TRUE, value = TRUE)) {
    if (grepl(paste0("^", gsub("\\{[^/]*\\}", "[^/]+", template), "$"), path)) return(contract$paths[[template]]$get)
  }
}

#' The schemas that a member of these may have.
#' @noRd
members <- function(contract, schemas, name) {
  found <- lapply(schemas, \(schema) lapply(alternatives(contract, schema), \(each) each$properties[[name]]))
  found <- Filter(Negate(is.null), unlist(found, recursive = FALSE))
  unlist(lapply(found, \(schema) alternatives(contract, schema)), recursive = FALSE)
}

alternatives <- function(contract, schema) {
  schema <- resolved(contract, schema)
  parts <- c(schema$anyOf, schema$oneOf, schema$allOf)
  own <- if (!length(parts) || !is.null(schema$properties)) list(schema)
  c(own, unlist(lapply(parts, \(part) alternatives(contract, part)), recursive = FALSE))
}

resolved <- function(contract, part) {
  while (!is.null(part$`$ref`)) {
    target <- contract
    for (step in strsplit(sub("^#/", "", part$`$ref`), "/", fixed = TRUE)[[1]]) target <- target[[step]]
    part <- target
  }
  part
}
