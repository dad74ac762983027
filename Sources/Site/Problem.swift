import HTTPTypes

/// Something that cannot be done as asked, told to a person as a page and to a program as `application/problem+json`.
///
/// Source: RFC 9457.
public struct Problem: Error, Sendable {
  /// The status.
  public var status: HTTPResponse.Status
  /// One sentence in the reader's language, or `nil` for the usual one of the status.
  public var detail: String?
  /// The parameter or field that is to blame.
  public var field: String?
  /// Everything that is wrong, where there is more than one thing.
  public var faults: [Fault] = []
  /// Headers that belong to it, such as `Allow` or `Retry-After`.
  public var headers: HTTPFields

  /// What is wrong with one field.
  public struct Fault: Sendable {
    let field: String
    let detail: String
  }

  /// A problem.
  public init(
    _ status: HTTPResponse.Status, detail: String? = nil, field: String? = nil, headers: HTTPFields = [:]
  ) {
    self.status = status
    self.detail = detail
    self.field = field
    self.headers = headers
  }

  /// Nothing is here.
  public static func notFound(_ detail: String) -> Problem { Problem(.notFound, detail: detail) }

  /// The request makes no sense, because of a field.
  public static func badRequest(_ detail: String, field: String? = nil) -> Problem {
    Problem(.badRequest, detail: detail, field: field)
  }

  /// A parameter of the address is not what it should be.
  static func parameter(_ name: String) -> Problem { Problem(.badRequest, field: name) }
}

extension Problem {
  /// The usual title of a status.
  func title(_ t: Localizer) -> String {
    switch status.code {
    case 400: t("We did not understand the request")
    case 401: t("Please log in")
    case 403: t("You may not do this")
    case 409: t("Somebody else changed this meanwhile")
    case 404: t("There is nothing here")
    case 405: t("This address cannot be used like that")
    case 408: t("The request took too long")
    case 413: t("That is too large")
    case 414: t("The address is too long")
    case 415: t("This kind of file is not understood")
    case 429: t("Too many requests")
    case 503: t("Just a moment")
    default: status.code < 500 ? t("This cannot be done") : t("Something went wrong on our side")
    }
  }

  /// What to do, for the usual statuses.
  func advice(_ t: Localizer) -> String {
    switch status.code {
    case 400: t("Please check the address; something in it is not known here.")
    case 404: t("Perhaps it has moved. Try the search, or start from the first page.")
    case 429: t("Please wait a moment and try again.")
    case 503: t("The portal is starting or busy; please try again in a moment.")
    default:
      status.code < 500
        ? t("Please go back and try it another way.")
        : t("It has been noted. Please try again; if it happens again, tell us the number below.")
    }
  }

  /// The problem as a program reads it.
  func json(_ t: Localizer, requestID: String) -> JSONValue {
    .members([
      ("type", "about:blank"), ("title", .string(title(t))), ("status", .integer(Int64(status.code))),
      ("detail", .string(detail ?? advice(t))), ("field", .text(field)),
      (
        "errors",
        faults.isEmpty
          ? nil : .array(faults.map { .members([("field", .string($0.field)), ("detail", .string($0.detail))]) })
      ), ("instance", .string("urn:request:\(requestID)")),
    ])
  }
}
