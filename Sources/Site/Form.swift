import HTML

/// What a person sent with a form, what is wrong with it, and all that they typed.
///
///     var form = try Form(urlEncoded: bytes)
///     let name = form.text("name", most: 80, t)
///     let places = form.number("places", in: 1...500, t)
///     guard form.isGood else { return page(form) }   // shows each error next to its field, everything typed kept
public struct Form: Sendable {
  /// What was typed, by field; the first value where there are several.
  public private(set) var typed: [String: String] = [:]
  /// All values of fields that have several, such as checkboxes.
  public private(set) var several: [String: [String]] = [:]
  /// Files by field, without those that are empty.
  public private(set) var files: [String: [UploadedFile]] = [:]
  /// The ticket for the form as it is shown again.
  var ticket = ""
  /// The same for a form that is sent twice.
  var key = ""
  /// One sentence for each field that is not right, in the order in which they were found.
  public private(set) var errors: [(field: String, message: String)] = []

  /// The most fields that a form may have.
  static let mostFields = 200
  /// The longest value, in bytes.
  static let longestValue = 65_536

  /// An empty form, as it is shown first.
  public init() {}

  /// Reads `application/x-www-form-urlencoded` (the URL standard's parser).
  ///
  /// - Throws: `Problem` 400 for text that is not UTF-8, 413 for too many or too long fields.
  public init(urlEncoded body: [UInt8]) throws {
    let pairs = body.split(separator: UInt8(ascii: "&"))
    guard pairs.count <= Self.mostFields else { throw Problem(.contentTooLarge) }
    for pair in pairs {
      guard pair.count <= Self.longestValue else { throw Problem(.contentTooLarge) }
      let parts = pair.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
      let name = try Self.decoded(parts[0])
      let value = parts.count > 1 ? try Self.decoded(parts[1]) : ""
      note(name, value)
    }
  }

  /// Reads the parts of `multipart/form-data`.
  init(multipart parts: [Multipart.Part]) throws {
    for part in parts {
      if let fileName = part.fileName {
        if !part.bytes.isEmpty { files[part.name, default: []].append(UploadedFile(name: fileName, bytes: Array(part.bytes))) }
        continue
      }
      guard part.bytes.count <= Self.longestValue else { throw Problem(.contentTooLarge) }
      guard let text = String(validating: part.bytes, as: UTF8.self), !text.contains("\0") else { throw Problem(.badRequest) }
      note(part.name, text.replacing("\r\n", with: "\n"))
    }
  }

  private mutating func note(_ name: String, _ value: String) {
    if typed[name] == nil { typed[name] = value }
    several[name, default: []].append(value)
  }

  /// Fills a field as if it had been typed, for forms that start from what is stored.
  public mutating func fill(_ field: String, _ value: String?) {
    typed[field] = value
    several[field] = value.map { [$0] }
  }

  /// Fills a field that takes several values.
  public mutating func fill(_ field: String, all values: [String]) {
    typed[field] = values.first
    several[field] = values
  }

  /// Forgets what was typed in fields that are never shown again, such as passwords.
  public mutating func forget(_ fields: String...) {
    for field in fields { fill(field, nil) }
  }

  /// Whether a checkbox is ticked.
  public func isTicked(_ field: String) -> Bool { typed[field] != nil && typed[field] != "" }

  /// The values of checkboxes among the keys that are offered.
  public func choices(_ field: String, of keys: some Collection<String>) -> [String] {
    (several[field] ?? []).filter { keys.contains($0) }
  }

  private static func decoded(_ bytes: ArraySlice<UInt8>) throws -> String {
    let spaced = bytes.map { $0 == UInt8(ascii: "+") ? UInt8(ascii: " ") : $0 }
    guard let text = String(validating: spaced, as: UTF8.self)?.removingPercentEncodingStrictly, !text.contains("\0") else {
      throw Problem(.badRequest)
    }
    return text.replacing("\r\n", with: "\n")
  }

  /// Whether nothing was found wrong.
  public var isGood: Bool { errors.isEmpty }

  /// Notes that a field is not right, in a sentence for people.
  public mutating func refuse(_ field: String, _ message: String) { errors.append((field: field, message: message)) }

  /// The error of a field.
  public func error(_ field: String) -> String? { errors.first { $0.field == field }?.message }

  /// A text without white space around it; empty is an error unless the field is optional.
  public mutating func text(_ field: String, most: Int = 2_000, isOptional: Bool = false, _ t: Localizer) -> String {
    let text = Self.trimmed(typed[field] ?? "")
    if text.isEmpty, !isOptional { refuse(field, t("Please fill this in.")) }
    if text.count > most { refuse(field, t("Please shorten this to {limit} characters.", ["limit": t.number(most)])) }
    return text
  }

  /// A whole number in a range.
  public mutating func number(_ field: String, in range: ClosedRange<Int>, _ t: Localizer) -> Int? {
    if let number = Int(Self.trimmed(typed[field] ?? "")), range.contains(number) { return number }
    let limits = ["low": t.number(range.lowerBound), "high": t.number(range.upperBound)]
    refuse(field, t("Please give a number from {low} to {high}.", limits))
    return nil
  }

  /// One of the keys that are offered.
  public mutating func choice(_ field: String, of keys: [String], _ t: Localizer) -> String? {
    if let key = typed[field], keys.contains(key) { return key }
    refuse(field, t("Please choose one of these."))
    return nil
  }

  private static func trimmed(_ text: String) -> String {
    let start = text.firstIndex { !$0.isWhitespace } ?? text.endIndex
    let end = text.lastIndex { !$0.isWhitespace }.map { text.index(after: $0) } ?? text.endIndex
    return start < end ? String(text[start..<end]) : ""
  }
}
