import SQL
import Site
import TestSupport
import Testing

@testable import People
@testable import Places
@testable import Visits

/// A museum, two schools and their people, for agreements.
struct AgreementHouse {
  let house: VisitsHouse
  let agreements: SchoolAgreements
  let schools = [ID<Organization>(rawValue: 700), ID<Organization>(rawValue: 710)]
  let head = ID<Person>(rawValue: 702)
  let host = ID<Person>(rawValue: 703)

  var school: ID<Organization> { schools[0] }
  var visits: Visits { house.visits }
  var database: Database { house.database }
  var clock: ManualClock { house.clock }

  init(_ database: Database) async throws {
    let house = try await VisitsHouse(database)
    self.house = house
    agreements = SchoolAgreements(
      house.visits, policy: try AgreementPolicy(file: VisitsHouse.root + "/Policies/school-agreements.yaml"))
    let people = [head: "李校长", host: "陈馆长"]
    let schools = schools
    try await database.write { writer in
      for (id, name) in people {
        try writer.insert(
          Person(
            id: id, name: name, email: nil, language: .zhHans, birthDay: nil, status: .active, digest: .never, version: 1,
            createdAt: house.clock.now), password: nil)
      }
      for id in schools {
        try writer.insert(
          Organization(
            id: id, names: LocalizedText(zhHans: "第\(id)小学"), kind: .school, creditCode: nil, region: "440106", parent: nil,
            website: nil, phone: nil, about: nil, status: .active, mergedInto: nil, version: 1), at: house.clock.now)
      }
    }
  }

  static func terms(visits: Int = 2, pupils: Int = 40) throws -> SchoolAgreement.Terms {
    SchoolAgreement.Terms(
      from: try #require(Day("2026-03-09")), to: try #require(Day("2026-07-10")), visits: visits, pupils: pupils, words: "科学课")
  }

  func propose(_ terms: SchoolAgreement.Terms, with school: ID<Organization>? = nil) async throws -> SchoolAgreement {
    try await database.write { writer in
      try agreements.propose(terms, of: house.base, with: school ?? self.school, as: .base, by: host, in: writer)
    }
  }

  /// An agreement that both have signed.
  func signed(_ terms: SchoolAgreement.Terms, with school: ID<Organization>? = nil) async throws -> SchoolAgreement {
    let proposed = try await propose(terms, with: school)
    return try await database.write { try agreements.sign(proposed.id, as: .school, by: head, in: $0) }
  }

  @discardableResult
  func keep(_ session: Int64, by agreement: SchoolAgreement) async throws -> KeptSession {
    try await database.write { try agreements.keep(ID(rawValue: session), by: agreement.id, person: host, in: $0) }
  }

  func takeUp(_ session: Int64, pupils: Int, teachers: Int, for school: ID<Organization>? = nil) async throws -> Booking? {
    let school = school ?? self.school
    let request = VisitsHouse.request("o:\(school)", .school, Party(minors: pupils, teachers: teachers), session: session)
    let end = clock.now + .seconds(3 * 86_400)
    return try await database.write { try agreements.takeUp(request, for: school, until: end, by: head, in: $0) }
  }

  func taken(_ session: Int64) async throws -> Int {
    try await database.read { try $0.pools(of: ID(rawValue: session)).first { $0.kind == .session }?.taken ?? -1 }
  }

  func states(_ agreement: SchoolAgreement) async throws -> [KeptSession.State] {
    try await database.read { try $0.keptSessions(of: agreement.id).map(\.state) }
  }

  func expire() async throws { try await database.write { _ = try visits.expireHolds(in: $0) } }

  func wrongPools() async throws -> Int { try await database.read { try $0.wrongPools().count } }
}
