import Site

/// What is wrong, or odd, in a row of an import.
struct ImportIssue: Sendable, Hashable {
  /// How bad it is: a row with an error is refused.
  enum Severity: String, Sendable { case error, warning }

  /// What it is, with what is needed to say it.
  enum Kind: Sendable, Hashable {
    case brokenRow, missing, unknownTerm(String), notANumber(String), outOfRange(String), swapped
    case outsideRegions, nearRegion(String, metres: Int), otherRegion(given: String, found: String)
    case unknownRegion(String), needsLeafRegion(String), address(String), hours(String), duplicateID(line: Int)
    case notYours, similar(String), concessions([String]), date(String), tooLong(Int)
  }

  let severity: Severity
  /// The column concerned.
  let column: String
  let kind: Kind

  static func error(_ column: String, _ kind: Kind) -> ImportIssue {
    ImportIssue(severity: .error, column: column, kind: kind)
  }

  static func warning(_ column: String, _ kind: Kind) -> ImportIssue {
    ImportIssue(severity: .warning, column: column, kind: kind)
  }

  /// One sentence that says what was expected.
  func words(_ t: Localizer) -> String {
    switch kind {
    case .brokenRow: t("The row has too few or too many columns, or a quote that is never closed.")
    case .missing: t("This must not be empty.")
    case .unknownTerm(let key): t("“{value}” is not in the list of terms.", ["value": key])
    case .notANumber(let text): t("“{value}” is not a number.", ["value": text])
    case .outOfRange(let text): t("“{value}” is outside the range of coordinates.", ["value": text])
    case .swapped: t("Latitude and longitude seem to be swapped.")
    case .outsideRegions: t("The position is in the sea or outside all known regions.")
    case .nearRegion(let name, let metres):
      t("The position lies {metres} m outside {place}.", ["metres": String(metres), "place": name])
    case .otherRegion(let given, let found):
      t("The position is in {found}, not in {given}.", ["found": found, "given": given])
    case .unknownRegion(let code): t("There is no region with the code {value}.", ["value": code])
    case .needsLeafRegion(let name): t("{place} has counties; name the county.", ["place": name])
    case .address(let text): t("“{value}” should begin with http:// or https://.", ["value": text])
    case .hours(let part): t("The opening hours are not understood at “{value}”.", ["value": part])
    case .duplicateID(let line): t("The same id stands on line {line} already.", ["line": String(line)])
    case .notYours: t("Your account has no grant for this place.")
    case .similar(let name): t("Perhaps this is the same as {name}, close by.", ["name": name])
    case .concessions: t("A public venue grants concessions to five groups; not all are named.")
    case .date(let text): t("“{value}” should be a date like 2026-11-24.", ["value": text])
    case .tooLong(let limit): t("This is longer than {limit} characters.", ["limit": String(limit)])
    }
  }
}
