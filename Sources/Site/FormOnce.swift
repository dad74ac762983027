import Crypto
import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import SQL

/// Where a form leads when it did what it says.
public struct FormOutcome: Sendable {
  /// The page to go on to.
  public let path: String
  /// What to tell there, in the reader's language.
  public let message: String?

  /// An outcome.
  public init(_ path: String, told message: String? = nil) {
    self.path = path
    self.message = message
  }
}

extension Site {
  /// An empty form for a page.
  public func form(_ context: SiteContext) -> Form {
    var form = Form()
    form.ticket = tickets.make(for: context.binding.use())
    return form
  }

  /// Reads the form that was sent, with its files.
  ///
  /// A form whose ticket is missing, old or another's is read all the same and told to be sent again: `isGood` is false.
  ///
  /// - Parameter largest: how many bytes the whole form may have.
  /// - Throws: `Problem` 413, 415 or 400.
  public func form(_ request: Request, _ context: SiteContext, largest: Int = 1 << 20) async throws -> Form {
    let type = request.headers[.contentType] ?? ""
    let body = try await Self.body(request, largest: largest)
    var form: Form
    if type.lowercased().hasPrefix("application/x-www-form-urlencoded") || type.isEmpty && body.isEmpty {
      form = try Form(urlEncoded: body)
    } else if let boundary = Multipart.boundary(type) {
      form = try Form(multipart: Multipart.parts(body, boundary: boundary))
    } else {
      throw Problem(.unsupportedMediaType)
    }
    let ticket = form.typed["_form"] ?? ""
    let binding = context.binding.use()
    if !tickets.isGood(ticket, for: binding) {
      form.refuse("", context.t("This page was open for too long or you logged in meanwhile; please send it again."))
    }
    form.key = SHA256.hash(data: Data("\(ticket) \(request.uri.path) ".utf8) + Data(body)).map { String($0, radix: 16) }.joined(
      separator: ".")
    form.ticket = tickets.make(for: binding)
    return form
  }

  private static func body(_ request: Request, largest: Int) async throws -> [UInt8] {
    do { return Array(buffer: try await request.body.collect(upTo: largest)) } catch is NIOTooManyBytesError {
      throw Problem(.contentTooLarge)
    }
  }

  /// Does what a form asks for, once: a form that is sent again (a double click, a reload) leads where it led before.
  ///
  /// What is done, its journal entry and the note that the form has acted are one transaction.
  ///
  /// - Parameter group: name of a group of writes in which this one may share its transaction (`Database.write(together:)`).
  /// - Throws: `Problem` 403 for a form that is not good; what `act` throws.
  public func once(
    _ form: Form, _ context: SiteContext, in database: Database, together group: String? = nil,
    act: @escaping @Sendable (Writer) throws -> FormOutcome
  ) async throws -> Response {
    guard form.isGood else { throw Problem(.forbidden, detail: form.errors.first?.message) }
    let now = clock.now()
    let outcome = try await database.write(in: group) { writer in
      if let done = try writer.outcome(of: form.key) { return done }
      let outcome = try act(writer)
      try writer.forgetForms(before: now - .seconds(86_400))
      try writer.remember(outcome, of: form.key, at: now)
      return outcome
    }
    return redirect(to: outcome.path, told: outcome.message)
  }

  /// Leads on to another page, with something to tell there.
  public func redirect(to path: String, told message: String? = nil) -> Response {
    var headers: HTTPFields = [.location: path, .cacheControl: "no-store"]
    if let message {
      headers.setCookie("told", Components.encoded(message), seconds: 60, isSecure: configuration.isBehindTLS)
    }
    return Response(status: .seeOther, headers: headers)
  }
}

extension Database {
  /// A transaction of its own, or one that is shared with others of a group.
  func write<Value: Sendable>(in group: String?, _ work: @escaping @Sendable (Writer) throws -> Value) async throws -> Value {
    guard let group else { return try await write(work) }
    return try await write(together: group, work)
  }
}
