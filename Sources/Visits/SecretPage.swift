import HTTPTypes
import Hummingbird
import Journal
import People
import SQL
import Site

extension Response {
  /// What only whoever has the address may see: no copy on the way, nothing for search engines, and no word of the address to
  /// other sites.
  var secret: Response {
    var response = self
    response.headers[.cacheControl] = "no-store"
    if let name = HTTPField.Name("X-Robots-Tag") { response.headers[name] = "noindex" }
    if let name = HTTPField.Name("Referrer-Policy") { response.headers[name] = "same-origin" }
    return response
  }
}

extension RateLimiter {
  /// - Throws: `Problem` 429 for a network that tries too often.
  func admit(_ context: SiteContext) throws {
    guard let seconds = take(context.clientAddress) else { return }
    throw Problem(
      .tooManyRequests, detail: context.t("Too many tries from your network. Please wait a minute."),
      headers: [.retryAfter: String(seconds)])
  }
}

extension SiteContext {
  /// Who acts at an address that is open to whoever has it: an account, or somebody without one.
  var visitor: JournalEntry.Actor {
    rights.flatMap { $0.person.status == .active ? .person($0.person.id) : nil } ?? .command("visitor")
  }
}
