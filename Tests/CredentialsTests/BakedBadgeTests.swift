import Foundation
import Testing

@testable import Credentials

@Suite("badges as pictures")
struct BakedBadgeTests {
  private static let drawing = """
    <?xml version="1.0" encoding="UTF-8"?>
    <svg xmlns="http://www.w3.org/2000/svg" aria-label="a > b" viewBox='0 0 10 10'><title>奖</title><circle r="4"/></svg>
    """

  @Test("a picture gives back the credential that was put into it, and is otherwise as it was")
  func roundTrip() throws {
    let token = try Academy().award().signed(by: SigningKey(), at: Academy.decided)
    let picture = try #require(BakedBadge.svg(Self.drawing, carrying: token))
    #expect(BakedBadge.token(in: picture) == token)
    let element = "<openbadges:credential verify=\"\(token)\"></openbadges:credential>"
    let namespace = " xmlns:openbadges=\"https://purl.imsglobal.org/ob/v3p0\""
    let without = picture.replacing(element, with: "").replacing(namespace, with: "")
    #expect(without == Self.drawing)
    #expect(picture.contains("viewBox='0 0 10 10'>" + element + "<title>"))
  }

  @Test("a picture carries one credential only, and nothing but a token")
  func refusals() throws {
    let picture = try #require(BakedBadge.svg(Self.drawing, carrying: "a.b.c"))
    #expect(BakedBadge.svg(picture, carrying: "a.b.c") == nil)
    for token in ["", "a\"b", "a b", "a&b", "<", "é"] { #expect(BakedBadge.svg(Self.drawing, carrying: token) == nil) }
    for drawing in ["", "<svg", "<svg a=\">", "<svgx></svgx>", "<svg/>", "<g></g>"] {
      #expect(BakedBadge.svg(drawing, carrying: "a.b.c") == nil)
    }
  }

  @Test("a picture without a credential has none")
  func none() {
    let element = "<openbadges:credential"
    for picture in [Self.drawing, "", element, element + ">", element + " verify=\"a b\">", element + " verify='a.b.c'>"] {
      #expect(BakedBadge.token(in: picture) == nil)
    }
  }
}
