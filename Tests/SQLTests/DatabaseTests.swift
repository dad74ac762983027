import SQL
import TestSupport
import Testing

/// The tables that the tests of this room share.
enum Things {
  static let tables = [
    Migration(
      "test/0001-things",
      [
        """
        CREATE TABLE things (
          id \(.id) PRIMARY KEY, name TEXT NOT NULL UNIQUE,
          places SMALLINT NOT NULL CONSTRAINT places_are_not_negative CHECK (places >= 0),
          weight DOUBLE PRECISION, picture \(.blob), opens_at BIGINT, day TEXT, kind TEXT, tags TEXT)
        """,
        """
        CREATE TABLE parts (
          id \(.id) PRIMARY KEY, thing_id BIGINT NOT NULL REFERENCES things (id) DEFERRABLE INITIALLY DEFERRED)
        """,
        "CREATE TABLE strict_parts (id \(.id) PRIMARY KEY, thing_id BIGINT NOT NULL REFERENCES things (id))",
      ])
  ]

  static func insert(_ id: Int, _ name: String, places: Int = 1) -> SQL {
    "INSERT INTO things (id, name, places) VALUES (\(id), \(name), \(places))"
  }
}

struct Thing: Codable {
  var id: ID<Thing>
  var name: String
  var places: Int
  var weight: Double?
  var picture: [UInt8]?
  var opensAt: Instant?
  var day: Day?
  var kind: Kind?
  var tags: [String]?
  var missing: String?

  enum Kind: String, Codable, SQLValueConvertible {
    case museum, planetarium
  }
}

@Suite("Reading a database")
struct DatabaseTests {
  @Test("values of every type come back as they were", arguments: TestDatabase.engines)
  func roundTrip(engine: TestEngine) async throws {
    try await withDatabase(engine, Things.tables) { db in
      let name = "O'Brien's \u{1F9EA} 科普 $1 ? \\"
      let changed = try await db.write { writer in
        try writer.execute(
          """
          INSERT INTO things (id, name, places, weight, picture, opens_at, day, kind, tags)
          VALUES (\(ID<Thing>(rawValue: .max)), \(name), \(32_767), \(0.1 + 0.2), \([0, 255, 39] as [UInt8]),
            \(Instant(milliseconds: -1)), \(Day(year: 2026, month: 2, day: 28)), \(Thing.Kind.museum), \(#"["a"]"#))
          """)
      }
      #expect(changed == 1)
      let found = try await db.first(Thing.self, "SELECT * FROM things WHERE places = \(32_767)")
      let thing = try #require(found)
      #expect(thing.id == ID(rawValue: .max))
      #expect(thing.name == name)
      #expect(thing.weight == 0.1 + 0.2)
      #expect(thing.picture == [0, 255, 39])
      #expect(thing.opensAt == Instant(milliseconds: -1))
      #expect(thing.day == Day("2026-02-28"))
      #expect(thing.kind == .museum)
      #expect(thing.tags == ["a"])
      #expect(thing.missing == nil)
    }
  }

  @Test("random texts, numbers and bytes come back as they were", arguments: TestDatabase.engines)
  func randomRoundTrip(engine: TestEngine) async throws {
    try await withDatabase(engine, Things.tables) { db in
      var random = SeededRandom(7)
      for round in 0..<60 {
        let text =
          String(
            String.UnicodeScalarView(
              (0..<Int.random(in: 0...12, using: &random)).compactMap { _ in
                Unicode.Scalar(UInt32.random(in: 1...0x2FFFF, using: &random))
              })) + "\(round)"
        let number = Double(bitPattern: UInt64.random(in: 0...UInt64.max, using: &random))
        let weight = number.isNaN ? 0 : number
        let bytes = (0..<Int.random(in: 0...40, using: &random)).map { _ in
          UInt8.random(in: 0...255, using: &random)
        }
        let id = Int64.random(in: Int64.min...Int64.max, using: &random)
        try await db.write {
          try $0.execute(
            "INSERT INTO things (id, name, places, weight, picture) VALUES (\(id), \(text), \(1), \(weight), \(bytes))"
          )
        }
        let found = try await db.first(Thing.self, "SELECT * FROM things WHERE name = \(text) AND id = \(id)")
        #expect(found?.weight == weight)
        #expect(found?.picture == bytes)
      }
    }
  }

  @Test(
    "NULL, a wrong type and a missing column are told by the name of the column",
    arguments: TestDatabase.engines)
  func mismatches(engine: TestEngine) async throws {
    try await withDatabase(engine, Things.tables) { db in
      try await db.write { writer in
        try writer.execute(
          "INSERT INTO things (id, name, places, kind) VALUES (\(1), \("one"), \(1), \("zoo"))")
      }
      await #expect(throws: DatabaseError.mismatch("column weight is NULL where a value is expected")) {
        try await db.read { try $0.forEach("SELECT id, weight FROM things") { _ = try $0.double(1) } }
      }
      await #expect(throws: DatabaseError.mismatch("column name does not hold an integer")) {
        try await db.value(Int.self, "SELECT name FROM things")
      }
      await #expect(throws: DatabaseError.mismatch("the result has no column for places")) {
        try await db.first(Thing.self, "SELECT id, name FROM things")
      }
      let error = await #expect(throws: DatabaseError.self) {
        try await db.first(Thing.self, "SELECT * FROM things")
      }
      let told = try #require(error)
      #expect("\(told)".contains("a row cannot be read as Thing"))
    }
  }

  @Test("single values, lists of them and absence are read", arguments: TestDatabase.engines)
  func values(engine: TestEngine) async throws {
    try await withDatabase(engine, Things.tables) { db in
      try await db.write { writer in
        for number in 1...3 {
          try writer.execute(Things.insert(number, "thing \(number)", places: number * 10))
        }
      }
      #expect(try await db.value(Int.self, "SELECT SUM(places) FROM things") == 60)
      #expect(try await db.value(Double.self, "SELECT AVG(places) FROM things") == 20)
      #expect(try await db.value(Int.self, "SELECT places FROM things WHERE id = \(9)") == nil)
      #expect(try await db.value(Double.self, "SELECT MAX(weight) FROM things") == nil)
      #expect(try await db.all(String.self, "SELECT name FROM things ORDER BY id").count == 3)
      let places = try await db.read { try $0.values(Int.self, "SELECT places FROM things ORDER BY id DESC") }
      #expect(places == [30, 20, 10])
    }
  }

  @Test("lists bind each value, and an empty list is an empty set", arguments: TestDatabase.engines)
  func lists(engine: TestEngine) async throws {
    try await withDatabase(engine, Things.tables) { db in
      try await db.write { writer in
        for number in 1...5 { try writer.execute(Things.insert(number, "thing \(number)")) }
      }
      let none: [Int] = []
      let noNames: [String] = []
      let count: @Sendable (SQL) async throws -> Int? = {
        try await db.value(Int.self, "SELECT COUNT(*) FROM things WHERE \($0)")
      }
      #expect(try await count("id IN \([1, 3, 9])") == 2)
      #expect(try await count("id NOT IN \([1, 3, 9])") == 3)
      #expect(try await count("name IN \(["thing 1", "x'); DROP TABLE things; --"])") == 1)
      #expect(try await count("id IN \(none) OR name IN \(noNames)") == 0)
      #expect(try await count("id NOT IN \(none) AND name NOT IN \(noNames)") == 5)
    }
  }

  @Test("an absent filter has a type too", arguments: TestDatabase.engines)
  func absentFilter(engine: TestEngine) async throws {
    try await withDatabase(engine, Things.tables) { db in
      try await db.write { writer in try writer.execute(Things.insert(1, "one")) }
      for filter in [nil, "one", nil, "two"] as [String?] {
        let count = try await db.value(
          Int.self, "SELECT COUNT(*) FROM things WHERE \(filter) IS NULL OR name = \(filter)")
        #expect(count == (filter == "two" ? 0 : 1))
      }
    }
  }

  @Test("the same text takes values of other types", arguments: TestDatabase.engines)
  func otherTypes(engine: TestEngine) async throws {
    try await withDatabase(engine, Things.tables) { db in
      for (number, weight) in [SQLValue.null, .integer(2), .real(2.5), .null, .integer(3)].enumerated() {
        try await db.write { writer in
          try writer.execute(
            "INSERT INTO things (id, name, places, weight) VALUES (\(number), \("\(number)"), \(1), \(weight))"
          )
        }
      }
      #expect(try await db.value(Double.self, "SELECT SUM(weight) FROM things") == 7.5)
    }
  }

  @Test("a query may run inside the rows of the same query", arguments: TestDatabase.engines)
  func nested(engine: TestEngine) async throws {
    try await withDatabase(engine, Things.tables) { db in
      try await db.write { writer in
        for number in 1...4 { try writer.execute(Things.insert(number, "thing \(number)")) }
      }
      let pairs = try await db.read { reader in
        var pairs = 0
        try reader.forEach("SELECT id FROM things") { _ in
          try reader.forEach("SELECT id FROM things") { _ in pairs += 1 }
        }
        return pairs
      }
      #expect(pairs == 16)
    }
  }

  @Test("a read sees one snapshot, whatever is written meanwhile", arguments: TestDatabase.engines)
  func snapshot(engine: TestEngine) async throws {
    try await withDatabase(engine, Things.tables) { db in
      let begun = Gate()
      let written = Gate()
      async let counts = db.read { reader in
        let before = try reader.value(Int.self, "SELECT COUNT(*) FROM things")
        begun.open()
        written.wait()
        return [before, try reader.value(Int.self, "SELECT COUNT(*) FROM things")]
      }
      await begun.passed()
      try await db.write { writer in try writer.execute(Things.insert(1, "one")) }
      written.open()
      #expect(try await counts == [0, 0])
      #expect(try await db.value(Int.self, "SELECT COUNT(*) FROM things") == 1)
    }
  }

  @Test("LIKE tells capitals from small letters", arguments: TestDatabase.engines)
  func like(engine: TestEngine) async throws {
    try await withDatabase(engine, Things.tables) { db in
      try await db.write { writer in try writer.execute(Things.insert(1, "Museum")) }
      #expect(try await db.value(Int.self, "SELECT COUNT(*) FROM things WHERE name LIKE \("mus%")") == 0)
      #expect(try await db.value(Int.self, "SELECT COUNT(*) FROM things WHERE name LIKE \("Mus%")") == 1)
    }
  }

  @Test("a text with NUL is refused", arguments: TestDatabase.engines)
  func nul(engine: TestEngine) async throws {
    try await withDatabase(engine, Things.tables) { db in
      await #expect(throws: DatabaseError.other("a text holds a NUL character")) {
        try await db.write { writer in try writer.execute(Things.insert(1, "a\0b")) }
      }
    }
  }
}
