import Testing

@testable import SQL

@Suite("SQL by interpolation")
struct SQLTests {
  @Test("values are bound in order and never stand in the text")
  func bound() {
    let sql: SQL = "SELECT * FROM slots WHERE id = \(7) AND name = \("x' OR 1 = 1 --") AND open = \(true)"
    #expect(sql.text(for: .postgres) == "SELECT * FROM slots WHERE id = $1 AND name = $2 AND open = $3")
    #expect(sql.text(for: .sqlite) == "SELECT * FROM slots WHERE id = ? AND name = ? AND open = ?")
    #expect(sql.values.map(\.value) == [.integer(7), .text("x' OR 1 = 1 --"), .integer(1)])
  }

  @Test("a text literal that is interpolated is a value as well")
  func literal() {
    let sql: SQL = "SELECT \("DROP TABLE x")"
    #expect(sql.text(for: .sqlite) == "SELECT ?")
  }

  @Test("pieces keep the order of their values wherever they are put")
  func pieces() {
    let conditions: [SQL] = ["a = \(1)", "b IN \([2, 3])", "c > \(4.5)"]
    let sql: SQL = "SELECT \(9) FROM t WHERE \(conditions.joined(" AND ")) LIMIT \(10)"
    #expect(sql.text(for: .postgres) == "SELECT $1 FROM t WHERE a = $2 AND b IN ($3, $4) AND c > $5 LIMIT $6")
    #expect(
      sql.values.map(\.value) == [
        .integer(9), .integer(1), .integer(2), .integer(3), .real(4.5), .integer(10),
      ])
    var added: SQL = "x = \(1)"
    added += " OR y = \(2)"
    #expect((added + " OR z").text(for: .postgres) == "x = $1 OR y = $2 OR z")
    #expect(([] as [SQL]).joined(", ").isEmpty)
  }

  @Test("names are quoted, whatever they hold")
  func identifiers() {
    let sql: SQL = "SELECT \(identifier: #"a"; DROP TABLE b; --"#) FROM \(identifier: "order")"
    #expect(sql.text(for: .sqlite) == #"SELECT "a""; DROP TABLE b; --" FROM "order""#)
  }

  @Test("what differs by engine hides behind a name")
  func perEngine() {
    let sql: SQL = "CREATE TABLE t (id \(.id), bytes \(.blob))"
    #expect(sql.text(for: .sqlite) == "CREATE TABLE t (id INTEGER, bytes BLOB)")
    #expect(sql.text(for: .postgres) == "CREATE TABLE t (id BIGINT, bytes BYTEA)")
  }

  @Test("absent values keep the type that they would have had")
  func absent() {
    let sql: SQL = "\(nil as Int?), \(nil as String?), \(nil as Day?), \(SQLValue.null), \(Optional(2.5))"
    #expect(sql.values.map(\.value) == [.null, .null, .null, .null, .real(2.5)])
    #expect(sql.values.map(\.type) == [.integer, .text, .text, nil, .real])
  }

  @Test("a description holds no values")
  func description() {
    #expect("\("name = \("secret")" as SQL)" == "name = ?")
  }

  @Test("an edited migration has another checksum")
  func checksums() {
    let one = Migration("a/1", ["CREATE TABLE t (id BIGINT)"]).checksum
    #expect(one == Migration("a/1", ["CREATE TABLE t (id BIGINT)"]).checksum)
    #expect(one != Migration("a/1", ["CREATE TABLE t (id BIGINT )"]).checksum)
    #expect(one != Migration("a/1", ["CREATE TABLE t", " (id BIGINT)"]).checksum)
  }
}
