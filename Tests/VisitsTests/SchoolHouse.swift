import Journal
import SQL
import Site
import TestSupport
import Testing

@testable import People
@testable import Places
@testable import Visits

/// A school with a teacher and a head, and the three bases of a `TourHouse`.
struct SchoolHouse {
  let house: TourHouse
  let schools: Schools
  let school = ID<Organization>(rawValue: 700)
  let teacher = ID<Person>(rawValue: 701)
  let head = ID<Person>(rawValue: 702)
  let host = ID<Person>(rawValue: 703)

  var database: Database { house.house.database }
  var clock: ManualClock { house.house.clock }

  init(_ database: Database, places: Int = 60) async throws {
    let house = try await TourHouse(database, places: places)
    self.house = house
    schools = Schools(house.tours, policy: try SchoolPolicy(file: VisitsHouse.root + "/Policies/school-visits.yaml"))
    let people = [teacher: "王老师", head: "李校长", host: "陈馆长"]
    let organization = Organization(
      id: school, names: LocalizedText(zhHans: "天河第一小学"), kind: .school, creditCode: nil, region: "440106", parent: nil,
      website: nil, phone: nil, about: nil, status: .active, mergedInto: nil, version: 1)
    try await database.write { writer in
      for (id, name) in people {
        try writer.insert(
          Person(
            id: id, name: name, email: nil, language: .zhHans, birthDay: nil, status: .active, digest: .never, version: 1,
            createdAt: house.house.clock.now), password: nil)
      }
      try writer.insert(organization, at: house.house.clock.now)
    }
  }

  static func plan(pupils: Int = 41, teachers: Int = 3) -> SchoolVisitPlan {
    var plan = SchoolVisitPlan()
    plan.classes = [SchoolClass(stage: .primary, name: "五年级2班", pupils: pupils)]
    plan.teachers = (0..<teachers).map { "老师\($0) 1380000000\($0)" }
    plan.purpose = "认识月相"
    plan.contact = "王老师 13800000000"
    plan.safetyPlan = "每组一名老师"
    plan.insurance = "平安 123"
    plan.vehicle = "粤A 12345"
    return plan
  }

  func begin(_ plan: SchoolVisitPlan = plan(), session: Int64 = 1) async throws -> SchoolVisit {
    let draft = Schools.Draft(school: school, teacher: teacher, plan: plan)
    return try await database.write { try schools.begin(draft, in: ID(rawValue: session), writer: $0) }
  }

  @discardableResult
  func act(_ work: @escaping @Sendable (Schools, Writer) throws -> SchoolVisit) async throws -> SchoolVisit {
    try await database.write { try work(schools, $0) }
  }

  @discardableResult
  func send(_ visit: SchoolVisit) async throws -> SchoolVisit { try await act { try $0.send(visit.id, by: teacher, in: $1) } }

  @discardableResult
  func confirm(_ visit: SchoolVisit) async throws -> SchoolVisit {
    try await act { try $0.confirm(visit.id, by: head, in: $1) }
  }

  func bookings(_ visit: SchoolVisit) async throws -> [Booking] {
    try await database.read { reader in
      try reader.legs(of: visit.id).compactMap { try $0.booking.flatMap { try reader.booking($0) } }
    }
  }

  func wrongPools() async throws -> Int { try await database.read { try $0.wrongPools().count } }
}
