# Tables of the service as data frames, each column of the type that the service says it has.

#' The values in a cell that may have several
#' @param cell One cell, its values with `|` between.
#' @return The values without their escapes; of an empty cell none.
#' @export
casus_values <- function(cell) {
  if (is.na(cell) || cell == "") return(character())
  cell <- paste0("|", cell)
  found <- regmatches(cell, gregexpr("\\|(?:\\\\.|[^\\\\|])*", cell, perl = TRUE))[[1]]
  gsub("\\\\(.)", "\\1", substring(found, 2))
}

#' Only an empty cell is missing: `NA` is Namibia.
#' @noRd
frame_of_csv <- function(text, kind) {
  frame <- read.csv(text = text, colClasses = "character", na.strings = "", check.names = FALSE, encoding = "UTF-8")
  frame[] <- lapply(names(frame), \(name) typed(frame[[name]], kind(name)))
  frame
}

frame_of_rows <- function(rows, columns) {
  cells <- lapply(columns, \(column) {
    unlist(lapply(rows, \(row) if (is.null(row[[column]])) NA else row[[column]]))
  })
  empty <- vapply(cells, is.null, NA)
  cells[empty] <- list(character())
  as.data.frame(setNames(cells, columns), check.names = FALSE)
}

frame_of_bindings <- function(answer) {
  columns <- unlist(answer$head$vars)
  cells <- lapply(columns, \(name) {
    terms <- lapply(answer$results$bindings, \(row) row[[name]])
    kinds <- unique(unlist(lapply(Filter(Negate(is.null), terms), \(term) datatype(term$datatype))))
    values <- vapply(terms, \(term) {
      if (is.null(term)) NA_character_ else if (term$type == "uri") sub(IRI, "", term$value, fixed = TRUE) else term$value
    }, "")
    typed(values, if (length(kinds) == 1) kinds else "text")
  })
  as.data.frame(setNames(cells, columns), check.names = FALSE)
}

#' Before the id of a record in RDF.
#' @noRd
IRI <- "https://w3id.org/casus/id/"

datatype <- function(iri) {
  name <- sub("http://www.w3.org/2001/XMLSchema#", "", c(iri, "")[[1]], fixed = TRUE)
  if (name %in% c("integer", "int", "long", "nonNegativeInteger", "decimal", "double", "float")) return("number")
  if (name %in% c("boolean", "date")) name else "text"
}

typed <- function(values, kind) {
  switch(kind,
    integer = ,
    number = as.numeric(values),
    boolean = values == "true",
    date = as.Date(values, format = "%Y-%m-%d"),
    values
  )
}
