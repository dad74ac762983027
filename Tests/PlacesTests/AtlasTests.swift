import Geo
import SQL
import Site
import TestSupport
import Testing

@testable import Places

@Suite("The atlas")
struct AtlasTests {
  @Test("filters agree with a look at every base", arguments: TestDatabase.engines)
  func filtersAgree(engine: TestEngine) async throws {
    try await inProvince(engine) { province in
      try await province.fillAtRandom(120, seed: 3)
      let places = province.places
      let bases = try await province.database.read { try $0.publishedBases(after: nil, limit: 1_000) }
      let snapshot = places.atlas.snapshot
      let filters: [(BaseFilter, (BaseFacts) -> Bool)] = [
        (BaseFilter(), { _ in true }),
        (BaseFilter().with { $0.region = "440100" }, { $0.region.hasPrefix("4401") }),
        (BaseFilter().with { $0.region = "440000" }, { $0.region.hasPrefix("44") }),
        (BaseFilter().with { $0.region = "441900" }, { $0.region == "441900" }),
        (BaseFilter().with { $0.category = "sannong" }, { $0.category == "sannong" }),
        (
          BaseFilter().with {
            $0.theme = "ocean"; $0.isFree = true
          }, { $0.themes.contains("ocean") && $0.admission == .free }
        ),
        (BaseFilter().with { $0.level = "national" }, { $0.level == "national" }),
        (BaseFilter().with { $0.audience = "families" }, { $0.audiences?.contains("families") ?? false }),
        (BaseFilter().with { $0.isOpenNow = true }, { $0.hours != nil && $0.hours?.text != "Mo 09:00-10:00" }),
      ]
      for (filter, expected) in filters {
        let test = places.atlas.test(filter, in: snapshot, at: Province.noon)
        let found = snapshot.matching(test)
        #expect(Set(found) == Set(bases.filter { expected($0.facts) }.map(\.id)), "\(filter.parameters)")
        let world = snapshot.clusters.count(in: .world, where: AtlasBits.filter(test))
        #expect(world == bases.count { expected($0.facts) && $0.facts.position != nil }, "\(filter.parameters) on the map")
      }
    }
  }

  @Test("a change shows after a refresh, and what is suspended is gone from lists and tiles", arguments: TestDatabase.engines)
  func followsChanges(engine: TestEngine) async throws {
    try await inProvince(engine) { province in
      try await province.load("ten-bases.csv")
      let revision = province.places.atlas.snapshot.revision
      var base = try #require(try await province.places.published("guangdong-science-center"))
      base.version += 1
      base.status = .suspended
      let suspended = base
      province.clock.advance(by: .seconds(1))
      let now = province.clock.now
      #expect(try await province.database.write { try $0.update(suspended, at: now) })
      #expect(try await province.places.atlas.refresh())
      let snapshot = province.places.atlas.snapshot
      #expect(snapshot.revision == revision + 1 && snapshot.order.count == 9 && snapshot.clusters.count == 9)
      #expect(snapshot.pin(base.id) == nil)
      #expect(try await province.places.atlas.refresh() == false)
    }
  }

  @Test("near orders by distance, and nearest names the nearest first", arguments: TestDatabase.engines)
  func ordersByDistance(engine: TestEngine) async throws {
    try await inProvince(engine) { province in
      try await province.load("ten-bases.csv")
      let here = try #require(Coordinate(latitude: 22.3, longitude: 114.17))
      let page = try await BaseFinder(places: province.places).page(
        BaseFilter().with { $0.near = here }, request: try PageRequest("/bases", size: 50))
      let distances = page.bases.compactMap { page.distances[$0.id] }
      #expect(distances == distances.sorted() && distances.count == 10)
      #expect(page.bases.first?.name == "香港太空馆")
    }
  }

  @Test("counts of regions add up, and every county unit of Guangdong is there", arguments: TestDatabase.engines)
  func countsRegions(engine: TestEngine) async throws {
    try await inProvince(engine) { province in
      try await province.load("ten-bases.csv")
      let regions = province.places.regions
      let counts = RegionCounts(province.places.atlas.snapshot, regions: regions)
      #expect(regions.roots.reduce(0) { $0 + counts.total(under: $1.code) } == 10)
      let cities = (regions.children["440000"] ?? []).map { regions.children[$0.code]?.count ?? 0 }
      #expect(cities.sorted() == [11, 10, 9, 3, 7, 5, 7, 9, 5, 8, 5, 8, 4, 6, 4, 8, 3, 5, 5, 0, 0].sorted())
      #expect(regions.isLeaf("441900") && regions.isLeaf("442000") && !regions.isLeaf("440100"))
      #expect(regions.path(to: "440106").map(\.code) == ["440000", "440100", "440106"])
    }
  }
}

extension Province {
  /// Bases with random facts, each at the label of its region.
  func fillAtRandom(_ count: Int, seed: UInt64) async throws {
    var random = SeededRandom(seed)
    let leaves = places.regions.roots.flatMap { places.regions.leaves(under: $0.code) }
    func some(_ vocabulary: Vocabulary) -> String { vocabulary.terms.randomElement(using: &random)?.key ?? "" }
    var all: [BaseFacts] = []
    for number in 0..<count {
      guard let region = leaves.randomElement(using: &random) else { continue }
      var facts = BaseFacts(
        externalID: "R\(number)", names: LocalizedText(zhHans: "馆\(number)"), category: some(places.vocabularies.categories),
        themes: [some(places.vocabularies.themes), "ocean"].prefix(Int.random(in: 0...2, using: &random)).map { $0 },
        region: region.code)
      facts.level = Bool.random(using: &random) ? some(places.vocabularies.levels) : nil
      facts.audiences = Bool.random(using: &random) ? [some(places.vocabularies.audiences)] : nil
      facts.admission = BaseFacts.Admission.allCases.randomElement(using: &random)
      facts.hours = try [nil, "Mo 09:00-10:00", "Tu-Su 09:00-17:00", "24/7"].randomElement(using: &random)?.map {
        try OpeningHours($0)
      }
      if Int.random(in: 0..<5, using: &random) > 0 { facts.position = .init(coordinate: region.label, accuracy: .district) }
      all.append(facts)
    }
    let ready = all
    try await database.write { [places] writer in
      for facts in ready { try places.publish(facts, by: Places.Author(actor: .system), in: writer) }
    }
    try await places.atlas.refresh()
  }
}
