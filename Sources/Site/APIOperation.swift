import HTTPTypes

/// One thing that programs can ask, as the OpenAPI 3.1 document describes it.
public struct APIOperation: Sendable {
  /// How it is asked.
  public typealias Method = HTTPRequest.Method

  /// The method.
  public let method: Method
  /// The address with its parameters, as `/api/bases/{slug}`.
  public let path: String
  private let summary: String
  private let tag: String
  private let schema: String?
  private let media: String
  private let parameters: [APIParameter]
  private let mayBeMissing: Bool
  private var scope: String?
  private var body: String?
  private var successes: [Int] = [200]
  private var isConditional = false

  /// Something that everybody may read.
  ///
  /// - Parameters:
  ///   - schema: name of the schema of what is answered.
  ///   - mayBeMissing: whether there may be nothing at the address.
  public init(
    _ path: String, _ summary: String, tag: String, schema: String?, media: String = "application/json",
    parameters: [APIParameter] = [], mayBeMissing: Bool = false
  ) {
    method = .get
    self.path = path
    self.summary = summary
    self.tag = tag
    self.schema = schema
    self.media = media
    self.parameters = parameters
    self.mayBeMissing = mayBeMissing
  }

  /// Something that asks for a login or a token.
  ///
  /// - Parameters:
  ///   - scope: what a token needs.
  ///   - body: name of the schema of what is sent.
  ///   - successes: the statuses of what went well.
  ///   - isConditional: whether the version from which the change begins is told in `If-Match`.
  public init(
    _ method: Method, _ path: String, _ summary: String, tag: String, scope: String, schema: String,
    body: String? = nil, parameters: [APIParameter] = [], successes: [Int] = [200], isConditional: Bool = false
  ) {
    self.method = method
    self.path = path
    self.summary = summary
    self.tag = tag
    self.schema = schema
    media = "application/json"
    self.scope = scope
    self.body = body
    self.successes = successes
    self.isConditional = isConditional
    let more: [APIParameter] =
      (method == .get ? [] : [.header("Idempotency-Key", "The same key with the same body acts once within a day")])
      + (isConditional ? [.header("If-Match", "The version from which the change begins, as ETag told it")] : [])
    self.parameters = parameters + more
    mayBeMissing = parameters.contains(where: \.isInPath)
  }

  /// The operation with a name of its own within the document.
  public var json: JSONValue {
    .members([
      ("operationId", .string(identifier)), ("summary", .string(summary)), ("tags", [.string(tag)]),
      ("security", scope.map { [["token": [.string($0)]], ["session": []]] }),
      ("parameters", parameters.isEmpty ? nil : .array(parameters.map(\.json))),
      (
        "requestBody",
        body.map { ["content": ["application/json": ["schema": ["$ref": .string("#/components/schemas/\($0)")]]]] }
      ),
      ("responses", .members(responses)),
    ])
  }

  private var identifier: String {
    let words = path.split { !$0.isLetter && !$0.isNumber }.joined(separator: "-")
    return method == .get ? words : "\(method.rawValue.lowercased())-\(words)"
  }

  private var responses: [(String, JSONValue?)] {
    let content: JSONValue =
      schema.map { ["schema": ["$ref": .string("#/components/schemas/\($0)")]] } ?? .object([])
    let ok: JSONValue = ["description": "As asked", "content": .object([.init(media, content)])]
    let problem: JSONValue = [
      "description": "A problem (RFC 9457)",
      "content": ["application/problem+json": ["schema": ["$ref": "#/components/schemas/Problem"]]],
    ]
    let isChange = method != .get
    let problems: [(Int, Bool)] = [
      (400, !parameters.isEmpty || isChange), (401, true), (403, scope != nil), (404, mayBeMissing), (409, isChange),
      (412, isChange), (413, isChange), (415, isChange), (422, isChange), (428, isConditional), (429, true),
    ]
    return successes.map { ("\($0)", ok) } + [("304", isChange ? nil : ["description": "Not changed"])]
      + problems.filter(\.1).map { ("\($0.0)", problem) }
  }
}

/// A parameter of an operation.
public struct APIParameter: Sendable {
  /// What a value looks like.
  public enum Kind: Sendable {
    /// Any text up to a length.
    case text(Int)
    /// A whole number in a range.
    case integer(Int64, Int64)
    /// One of these.
    case oneOf([String])
    /// A word in an address.
    case slug
    /// A code of six digits.
    case code
    /// Latitude and longitude.
    case point
    /// West, south, east and north.
    case box
    /// A day, as 2026-05-31.
    case day
    /// A number of a record.
    case id
  }

  private let name: String
  private let place: String
  private let kind: Kind
  private let help: String

  /// A part of the address.
  public static func path(_ name: String, _ kind: Kind) -> APIParameter {
    APIParameter(name: name, place: "path", kind: kind, help: name)
  }

  /// A parameter behind the question mark.
  public static func query(_ name: String, _ kind: Kind, _ help: String) -> APIParameter {
    APIParameter(name: name, place: "query", kind: kind, help: help)
  }

  /// A header that may be sent.
  static func header(_ name: String, _ help: String) -> APIParameter {
    APIParameter(name: name, place: "header", kind: .text(255), help: help)
  }

  var isInPath: Bool { place == "path" }

  var json: JSONValue {
    [
      "name": .string(name), "in": .string(place), "required": .bool(isInPath),
      "description": .string(help), "schema": schema,
    ]
  }

  private var schema: JSONValue {
    switch kind {
    case .text(let length): ["type": "string", "maxLength": .integer(Int64(length))]
    case .integer(let low, let high): ["type": "integer", "minimum": .integer(low), "maximum": .integer(high)]
    case .oneOf(let keys): ["type": "string", "enum": .array(keys.map { .string($0) })]
    case .slug: ["type": "string", "pattern": "^[a-z0-9-]{1,100}$"]
    case .code: ["type": "string", "pattern": "^[0-9]{6}$"]
    case .point: ["type": "string", "pattern": #"^-?[0-9]{1,2}(\.[0-9]{1,8})?,-?[0-9]{1,3}(\.[0-9]{1,8})?$"#]
    case .box: ["type": "string", "pattern": #"^(-?[0-9]{1,3}(\.[0-9]{1,8})?,){3}-?[0-9]{1,3}(\.[0-9]{1,8})?$"#]
    case .day: ["type": "string", "format": "date"]
    case .id: ["type": "string", "pattern": "^[0-9A-HJKMNP-TV-Z]{1,13}$"]
    }
  }
}

/// Schemas of the OpenAPI document, in few words.
public enum APISchema {
  /// A text.
  public static let text: JSONValue = ["type": "string"]
  /// A list of texts.
  public static let texts: JSONValue = ["type": "array", "items": ["type": "string"]]
  /// A whole number.
  public static let integer: JSONValue = ["type": "integer"]
  /// A moment (RFC 3339).
  public static let moment: JSONValue = ["type": "string", "format": "date-time"]

  /// One of these.
  public static func oneOf(_ keys: [String]) -> JSONValue { ["type": "string", "enum": .array(keys.map { .string($0) })] }

  /// A list of another schema.
  public static func list(_ name: String) -> JSONValue {
    ["type": "array", "items": ["$ref": .string("#/components/schemas/\(name)")]]
  }

  /// An object; members beyond these are refused where it is sent.
  ///
  /// - Parameter example: one that would be taken, for who reads the document and for programs that try what it says.
  public static func object(
    _ properties: [(String, JSONValue)], required: [String] = [], isSent: Bool = false, example: JSONValue? = nil
  ) -> JSONValue {
    .members([
      ("type", "object"), ("required", required.isEmpty ? nil : .array(required.map { .string($0) })),
      ("properties", .object(properties.map { .init($0.0, $0.1) })), ("additionalProperties", isSent ? false : nil),
      ("examples", example.map { [$0] }),
    ])
  }

  /// A page of a list.
  public static func page(of name: String) -> JSONValue {
    object(
      [("total", integer), ("page", integer), ("size", integer), ("items", list(name))],
      required: ["total", "page", "size", "items"])
  }
}

/// What a room lets programs do, for the OpenAPI document.
public struct APIDescription: Sendable {
  /// What can be asked.
  public var operations: [APIOperation]
  /// The shapes of what is sent and got, by name.
  public var schemas: [(String, JSONValue)]

  /// A description.
  public init(operations: [APIOperation] = [], schemas: [(String, JSONValue)] = []) {
    self.operations = operations
    self.schemas = schemas
  }
}
