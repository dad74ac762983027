import Geo
import SQL
import Site
import Testing

@testable import Places

@Suite("What addresses ask for")
struct FilterTests {
  private func filter(_ parameters: [String: String]) throws(BaseFilter.Invalid) -> BaseFilter {
    let vocabularies = (try? Province.files.vocabularies()) ?? Vocabularies.none
    let regions = RegionTree((try? Province.files.regions()) ?? [], boundaries: BoundaryIndex([]))
    return try BaseFilter(parameters: { parameters[$0] }, vocabularies: vocabularies, regions: regions)
  }

  @Test("a filter stands in the address and is read back")
  func roundTrips() throws {
    let parameters = [
      "q": "科学馆", "region": "440100", "category": "st_venue", "theme": "ocean", "level": "city", "audience": "families",
      "industry": "ocean", "admission": "free", "open": "now", "near": "23.1,113.2", "sort": "changed",
    ]
    let filter = try filter(parameters)
    #expect(Dictionary(uniqueKeysWithValues: filter.parameters.map { ($0.name, $0.value) }) == parameters)
  }

  @Test(
    "a value that means nothing is refused by name",
    arguments: [
      ("region", "999999"), ("category", "<script>"), ("near", "91,0"), ("near", "nan,nan"), ("near", "1,2,3"), ("bbox", "1,2,3"),
      ("bbox", "3,4,1,2,9"), ("open", "later"), ("admission", "cheap"), ("sort", "price"),
    ])
  func refusesNonsense(name: String, value: String) {
    #expect(throws: BaseFilter.Invalid(parameter: name, value: value)) { try filter([name: value]) }
  }

  @Test("a list offers only the orders that make sense, and an order that makes none gives way to the standard one")
  func offersOrders() throws {
    #expect(try filter([:]).possibleOrders == [.name, .changed])
    #expect(try filter(["q": "馆", "near": "23.1,113.2"]).possibleOrders == [.distance, .relevance, .name, .changed])
    #expect(try filter(["sort": "distance"]).orderInForce == .name)
    #expect(try filter(["q": "馆", "sort": "name"]).orderInForce == .name)
  }

  @Test("map apps get the coordinates that they expect, and nothing is shifted in Hong Kong (TC-162, TC-163)")
  func leadsToTheSpot() throws {
    let guangzhou = try #require(Coordinate(latitude: 23.10647, longitude: 113.32446))
    let links = Directions.links(to: guangzhou, name: "某馆", region: "440105").map(\.url)
    #expect(links[0].contains("position=113.32988") && links[0].contains(",23.10386"))
    #expect(links[1].contains("location=23.10957") && links[1].contains(",113.33643"))
    #expect(links[4].contains("mlat=23.10647&mlon=113.32446"))
    let hongKong = try #require(Coordinate(latitude: 22.30110, longitude: 114.17770))
    #expect(Directions.links(to: hongKong, name: "x", region: "810005")[0].url.contains("position=114.1777,22.3011"))
  }

  @Test(
    "intervals of change are read as RFC 3339 says",
    arguments: [
      ("2026-01-01T00:00:00Z", true), ("../2026-01-01T00:00:00Z", true), ("2026-01-01T00:00:00Z/..", true), ("../..", true),
      ("2027-01-01T00:00:00Z/2026-01-01T00:00:00Z", false), ("yesterday", false), ("", false),
    ])
  func readsIntervals(text: String, isRight: Bool) {
    #expect((ItemsRequest.interval(text) != nil) == isRight)
  }

  @Test("an address is made of letters, digits and hyphens")
  func makesSlugs() {
    func slug(_ zh: String, _ en: String?) -> String {
      Places.slug(
        BaseFacts(externalID: "1", names: LocalizedText(zhHans: zh, en: en), category: "other", themes: [], region: "440106"))
    }
    #expect(slug("广东科学中心", "Guangdong Science Center") == "guangdong-science-center")
    #expect(slug("广东科学中心", nil) == "guang-dong-ke-xue-zhong-xin")
    #expect(slug("T·PARK", "T·PARK's") == "t-parks")
    #expect(slug("——", nil) == "base")
  }
}

extension Vocabularies {
  fileprivate static let none = Vocabularies(
    categories: Vocabulary([]), industries: Vocabulary([]), themes: Vocabulary([]), audiences: Vocabulary([]),
    levels: Vocabulary([]), schemes: Vocabulary([]), concessions: Vocabulary([]), facilities: Vocabulary([]))
}
