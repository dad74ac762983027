import SQL
import TestSupport
import Testing

@testable import Site

@Suite("Forms")
struct FormTests {
  private let t = Localizer(.en)

  @Test("a form is read, and what is wrong is told next to its field with everything typed kept")
  func tellsWhatIsWrong() throws {
    var form = try Form(urlEncoded: Array("name=%E9%A6%86+%3Cb%3E&places=999&kind=zoo&name=second&empty".utf8))
    #expect(form.text("name", most: 80, t) == "馆 <b>")
    #expect(form.number("places", in: 1...500, t) == nil && form.choice("kind", of: ["museum"], t) == nil)
    #expect(form.text("empty", t).isEmpty && form.text("absent", isOptional: true, t).isEmpty)
    #expect(form.errors.map(\.field) == ["places", "kind", "empty"])
    let html = form.field("places", label: "Places").string
    #expect(html.contains("value=\"999\"") && html.contains("aria-invalid=\"true\"") && html.contains("from 1 to 500"))
    #expect(html.contains("aria-describedby=\"places-error\""))
    #expect(form.field("name", label: "Name").string.contains("value=\"馆 &lt;b&gt;\""))
    #expect(form.summary(t).string.contains("href=\"#places\""))
  }

  @Test("what is not a form is refused", arguments: ["a=%zz", "a=%ff", "a=%00"])
  func refusesNonsense(body: String) {
    #expect(throws: Problem.self) { try Form(urlEncoded: Array(body.utf8)) }
  }

  @Test("too many and too long fields are refused")
  func refusesTooMuch() {
    #expect(throws: Problem.self) { try Form(urlEncoded: Array(String(repeating: "a=1&", count: 300).utf8)) }
    #expect(throws: Problem.self) { try Form(urlEncoded: Array(("a=" + String(repeating: "x", count: 70_000)).utf8)) }
  }

  @Test("files and fields of a multipart form are read, and half a body is refused")
  func readsFiles() throws {
    let body = Array(
      """
      --X7\r\nContent-Disposition: form-data; name="title"\r\n\r\n木棉\r\n--X7\r\nContent-Disposition: form-data; name="photo"; \
      filename="a%22.jpg"\r\nContent-Type: image/jpeg\r\n\r\nA\r\n--X\r\nB\r\n--X7\r\nContent-Disposition: form-data; name="none"; \
      filename=""\r\n\r\n\r\n--X7--\r\n
      """.utf8)
    let boundary = try #require(Multipart.boundary("multipart/form-data; charset=x; boundary=\"X7\""))
    let form = try Form(multipart: Multipart.parts(body, boundary: boundary))
    #expect(form.typed == ["title": "木棉"] && form.files.keys.sorted() == ["photo"])
    #expect(form.files["photo"]?.first?.bytes == Array("A\r\n--X\r\nB".utf8))
    for length in stride(from: 0, to: body.count - 8, by: 3) {
      #expect(throws: Problem.self) { try Multipart.parts(Array(body.prefix(length)), boundary: boundary) }
    }
  }

  @Test(
    "only paths of this portal are led on to",
    arguments: [
      ("/me", true), ("/bases?q=1", true), ("//evil.example", false), ("/\\evil.example", false), ("https://evil.example", false),
      ("javascript:alert(1)", false), ("/a\nb", false), ("", false), (" /me", false),
    ])
  func staysHere(path: String, isFine: Bool) { #expect((LocalPath(path) != nil) == isFine) }

  @Test("a token is good for its visitor and for half a day")
  func checksTokens() {
    let clock = ManualClock(Instant(milliseconds: 1_700_000_000_000))
    let tokens = FormTickets(secret: "a secret of more than thirty-two characters", clock: clock.clock)
    let token = tokens.make(for: "session-1")
    #expect(token != tokens.make(for: "session-1"))
    #expect(
      tokens.isGood(token, for: "session-1") && !tokens.isGood(token, for: "session-2") && !tokens.isGood("", for: "session-1"))
    clock.advance(by: .seconds(11 * 3_600))
    #expect(tokens.isGood(token, for: "session-1"))
    clock.advance(by: .seconds(3 * 3_600))
    #expect(!tokens.isGood(token, for: "session-1"))
  }
}
