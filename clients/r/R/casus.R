# The service at a URL, as a researcher asks it.

#' A service of Casus
#'
#' A path is what stands behind `/v1/`: a list (`claims`), a record (`armed-forces/lna`), `network`, `crosswalks/cow`.
#' Parameters are those of the API; several values are a vector. What is refused is an error of the class `casus_problem`.
#' @param url Where the service is, such as `http://127.0.0.1:8000`.
#' @param release All answers come from this release; `NULL`: from the one that is served.
#' @return The service, the first argument of all other functions.
#' @export
casus <- function(url, release = NULL) {
  structure(
    list(url = sub("/+$", "", url), release = release, memory = new.env(parent = emptyenv())),
    class = "casus"
  )
}

#' @export
print.casus <- function(x, ...) {
  cat("Casus at ", x$url, ", ", if (is.null(x$release)) "the release that it serves" else x$release, "\n", sep = "")
  invisible(x)
}

#' The same service, held to the release that it serves now
#' @param casus The service.
#' @export
casus_pin <- function(casus) {
  if (is.null(casus$release)) casus$release <- body_of(ask(paste0(casus$url, "/")))$release
  casus
}

#' What a path answers in JSON, as lists
#' @param casus The service.
#' @param path The path.
#' @param ... Parameters.
#' @export
casus_get <- function(casus, path, ...) {
  body_of(ask(address(casus, path, list(...))))
}

#' A record with all its fields, by its id
#' @param casus The service.
#' @param id Such as `armed-forces/lna`.
#' @param ... Parameters.
#' @export
casus_record <- function(casus, id, ...) {
  casus_get(casus, id, ...)
}

#' Every item of a list, of all its pages and of one release
#' @param casus The service.
#' @param path The path of the list.
#' @param ... Parameters; with `limit` there are so many items at most.
#' @return A list of lists.
#' @export
casus_list <- function(casus, path, ...) {
  query <- list(...)
  answer <- ask(address(casus, path, query), "application/x-ndjson, application/json;q=0.5")
  if (grepl("ndjson", httr2::resp_content_type(answer), fixed = TRUE)) { # all of them in one answer
    lines <- strsplit(httr2::resp_body_string(answer), "\n", fixed = TRUE)[[1]]
    return(lapply(lines[nzchar(lines)], jsonlite::fromJSON, simplifyVector = FALSE))
  }
  page <- body_of(answer)
  items <- rows_of(page)
  while (is.null(query$limit) && !is.null(page$links$`next`)) {
    page <- body_of(ask(held(page$links$`next`, page$release)))
    items <- c(items, rows_of(page))
  }
  items
}

#' A list as a data frame
#'
#' References are ids, beside them `.type` and `.label`. Numbers, logicals and dates are such, by what the service says.
#' @inheritParams casus_list
#' @return A data frame; its attributes `release` and `url` tell where the same table is found again.
#' @export
casus_frame <- function(casus, path, ...) {
  answer <- ask(address(casus, path, c(list(format = "csv"), list(...))))
  frame <- frame_of_csv(httr2::resp_body_string(answer), function(column) {
    kind_of(contract_of(casus), paste0("/v1/", path), column)
  })
  url <- canonical(answer)
  named <- grepl("[?&]release=", url)
  attributes(frame)[c("url", "release")] <- list(url, if (named) sub(".*[?&]release=([^&]*).*", "\\1", url) else NA)
  frame
}

#' The answer of a competency question, as a data frame
#' @param casus The service.
#' @param name Such as `who-came-and-did-not-sign`.
#' @param ... Parameters of the question.
#' @return A data frame; its attributes have the `release`, how to cite it (`cite_as`) and the `note` on its limits.
#' @export
casus_question <- function(casus, name, ...) {
  body <- casus_get(casus, paste0("questions/", name), ...)
  columns <- vapply(body$question$columns, \(column) column$name, "")
  frame <- frame_of_rows(body$rows, columns)
  attributes(frame)[c("release", "cite_as", "note")] <- list(body$release, body$cite_as, body$question$note)
  frame
}

#' What has such a name, in any script and with typing errors, the likest first
#' @param casus The service.
#' @param q The name.
#' @param ... Parameters; with `limit` there are so many at most.
#' @export
casus_search <- function(casus, q, ...) {
  casus_list(casus, "search", q = q, ...)
}

#' Which records have a code of another scheme
#' @param casus The service.
#' @param scheme Such as `cow`.
#' @param value The code, as the scheme writes it.
#' @param ... Parameters.
#' @return `items`, and `look_alikes`, which have the same code in other schemes.
#' @export
casus_lookup <- function(casus, scheme, value, ...) {
  casus_get(casus, "lookup", scheme = scheme, value = value, ...)
}

#' The result of a SELECT, as a data frame
#' @param casus The service.
#' @param query The query.
#' @return A data frame: numbers and dates by their datatypes, records by their ids.
#' @export
casus_sparql <- function(casus, query) {
  url <- held(paste0(casus$url, "/sparql"), casus$release)
  frame_of_bindings(body_of(ask(url, "application/sparql-results+json", form = list(query = query))))
}

#' How to cite a record or a list, or else the release
#' @param casus The service.
#' @param path The path; `NULL`: the release.
#' @param format `bibtex`, `ris` or `csl`; `NULL`: a sentence.
#' @return A text.
#' @export
casus_cite <- function(casus, path = NULL, format = NULL) {
  if (is.null(path)) path <- paste0("releases/", casus_pin(casus)$release)
  if (is.null(format)) return(casus_get(casus, path)$cite_as)
  httr2::resp_body_string(ask(address(casus, path, list(format = format)), "*/*"), encoding = "UTF-8")
}
