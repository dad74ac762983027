import SQL

extension Reader {
  func unreadNotices(of person: ID<Person>) throws -> Int {
    Int(try value(Int64.self, "SELECT COUNT(*) FROM notices WHERE person_id = \(person) AND read_at IS NULL") ?? 0)
  }

  func notices(of person: ID<Person>, limit: Int, offset: Int) throws -> [Notice] {
    try all(
      Notice.self,
      "SELECT \(Notice.columns) FROM notices WHERE person_id = \(person) ORDER BY id DESC LIMIT \(limit) OFFSET \(offset)")
  }

  func countNotices(of person: ID<Person>) throws -> Int {
    Int(try value(Int64.self, "SELECT COUNT(*) FROM notices WHERE person_id = \(person)") ?? 0)
  }
}
