# Requests, and what the service refuses (RFC 9457) as a condition.

ask <- function(url, accept = "application/json", form = NULL) {
  request <- httr2::request(url) |>
    httr2::req_headers(Accept = accept) |>
    httr2::req_user_agent("casusclient/0.1.0") |>
    httr2::req_timeout(60) |>
    httr2::req_retry(max_tries = 4) |> # 429 and 503, after the seconds that `Retry-After` says
    httr2::req_error(is_error = \(response) FALSE)
  if (!is.null(form)) request <- httr2::req_body_form(request, !!!form)
  answer <- httr2::req_perform(request)
  if (httr2::resp_status(answer) >= 400) stop(problem_of(answer))
  answer
}

body_of <- function(answer) {
  httr2::resp_body_json(answer, check_type = FALSE, simplifyVector = FALSE)
}

rows_of <- function(page) {
  for (name in ROWS) if (!is.null(page[[name]])) return(page[[name]])
  list()
}

#' The URL of a path: several values are repeated, or written with commas between where the contract says so.
#' @noRd
address <- function(casus, path, query) {
  if (!is.null(casus$release) && is.null(query$release)) query$release <- casus$release
  query <- Filter(Negate(is.null), query)
  pairs <- lapply(names(query), function(name) {
    values <- written(query[[name]])
    if (length(values) > 1 && takes_commas(contract_of(casus), paste0("/v1/", path), name)) {
      values <- paste(values, collapse = ",")
    }
    paste0(name, "=", encoded(values), recycle0 = TRUE)
  })
  url <- paste0(casus$url, "/v1/", paste(encoded(strsplit(path, "/", fixed = TRUE)[[1]]), collapse = "/"))
  paste(c(url, paste(unlist(pairs), collapse = "&")), collapse = if (length(pairs)) "?" else "")
}

written <- function(values) {
  if (is.logical(values)) return(tolower(values))
  if (is.numeric(values)) return(format(values, scientific = FALSE, trim = TRUE, digits = 15))
  as.character(values)
}

encoded <- function(values) {
  vapply(enc2utf8(values), URLencode, "", reserved = TRUE, USE.NAMES = FALSE)
}

#' The URL, held to a release.
#' @noRd
held <- function(url, release) {
  if (is.null(release) || grepl("[?&]release=", url)) return(url)
  paste0(url, if (grepl("?", url, fixed = TRUE)) "&" else "?", "release=", encoded(release))
}

#' The URL that the answer has with its release.
#' @noRd
canonical <- function(answer) {
  links <- unlist(httr2::resp_headers(answer)[tolower(names(httr2::resp_headers(answer))) == "link"])
  found <- grep('rel="canonical"', unlist(strsplit(links, ", *(?=<)", perl = TRUE)), fixed = TRUE, value = TRUE)
  if (length(found)) sub("^<([^>]*)>.*", "\\1", found[[1]]) else answer$url
}

#' The condition for an answer that is none: `slug`, `status`, `title`, `detail`, and `body` with all that it says.
#' @noRd
problem_of <- function(answer) {
  body <- list(title = httr2::resp_status_desc(answer), detail = "This is not an answer of Casus.")
  if (grepl("json", httr2::resp_content_type(answer), fixed = TRUE)) body <- body_of(answer)
  status <- httr2::resp_status(answer)
  lines <- c(
    paste0(body$title, " (", status, "): ", body$detail),
    vapply(body$errors, refused, ""),
    listed("perhaps: ", lapply(body$similar, \(each) if (is.list(each)) each$id else each))
  )
  structure(
    class = c("casus_problem", "error", "condition"),
    list(
      message = paste(lines, collapse = "\n  "), call = NULL, status = status, title = body$title,
      detail = body$detail, slug = sub(".*/", "", body$type), body = body
    )
  )
}

refused <- function(error) {
  given <- if (is.null(error$value)) "" else paste0("=", paste(unlist(error$value), collapse = ","))
  said <- paste0(error$parameter, given, ": ", error$detail)
  paste(c(said, listed("perhaps: ", error$similar), listed("allowed: ", error$allowed)), collapse = "; ")
}

listed <- function(before, values) {
  if (length(values)) paste0(before, paste(unlist(values), collapse = ", "))
}
